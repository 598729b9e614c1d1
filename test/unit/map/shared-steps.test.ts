import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../src/map/print/explain.js';
import { faultsWith, loadTestMap, temporaryMap, wholeMap } from '../../support/map-folder.js';

const use = `summary: x
change: x
v1: GET /api/makers/{maker-name}/gadgets
v2:
  - as: found
    use: list-gadgets
    with: { maker: $maker-name, size: 7 }
reply: { each: gadget-to-v1, page: $found }
`;
const shared = `needs: [maker, colour, size]
steps:
  - as: listed
    collect: GET /api/v2/gadgets
    with: { page: 0, per_page: $size }
    query: { maker: $maker, q: $colour, sort: 'name:1' }
    scopes: [read:gadgets]
`;
const files = { 'makers/gadgets.yaml': use, 'shared/list-gadgets.yaml': shared };

describe('shared steps', () => {
  test('replace the step that uses them: they get its values and its name, and drop what it does not give', () => {
    const { folder, remove } = temporaryMap(files, wholeMap);
    try {
      const map = loadTestMap({ folders: [folder] });
      const { steps } = explain(map, {
        method: 'GET',
        path: '/api/makers/acme/gadgets',
        query: '',
        body: undefined,
      });
      expect(steps).toMatchObject([
        {
          as: 'found',
          path: '/api/v2/gadgets',
          query: [
            ['maker', 'acme'],
            ['sort', 'name:1'],
            ['page', '0'],
            ['per_page', '7'],
            ['include_totals', 'true'],
          ],
        },
      ]);
    } finally {
      remove();
    }
  });

  test.each([
    [
      'that are not there',
      { 'makers/gadgets.yaml': use.replace('list-gadgets', 'list-gadget') },
      'makers/gadgets.yaml:6:10 There is no shared/list-gadget.yaml; did you mean "list-gadgets"?',
    ],
    [
      'with what they do not need',
      { 'makers/gadgets.yaml': use.replace('size: 7', 'sise: 7') },
      'makers/gadgets.yaml:7:33 The shared steps "list-gadgets" do not need "sise"; did you mean "size"?',
    ],
    [
      'that use others',
      { 'shared/list-gadgets.yaml': `${shared}  - use: list-gadgets\n` },
      'shared/list-gadgets.yaml:8:5 Shared steps cannot use others.',
    ],
    [
      'that nothing uses',
      { 'shared/list-makers.yaml': shared },
      'shared/list-makers.yaml:1:1 Nothing uses the shared steps "list-makers".',
    ],
    [
      'that need what none of them uses',
      { 'shared/list-gadgets.yaml': shared.replace('colour, size', 'colour, size, shape') },
      'shared/list-gadgets.yaml:1:30 Nothing in the shared steps "list-gadgets" uses "shape".',
    ],
    [
      'with a fault, at the place in their own file',
      { 'shared/list-gadgets.yaml': shared.replace('sort: ', 'sorts: ') },
      'shared/list-gadgets.yaml:6:41 v2 takes no "sorts" in the query of this call; did you mean "sort"?',
    ],
    [
      'that refer to what nobody gives them',
      { 'shared/list-gadgets.yaml': shared.replace('maker: $maker', 'maker: $makers.id') },
      'shared/list-gadgets.yaml:6:21 "makers.id" has no source: it is neither a slot nor a step.',
    ],
  ])('are refused: %s', (_, changed, fault) => {
    expect(faultsWith({ ...files, ...changed })).toContain(fault);
  });

  test('that have a fault are reported once, however many entries use them', () => {
    const twice = { 'makers/all.yaml': use.replace('/gadgets\n', '/things\n') };
    const faults = faultsWith({
      ...files,
      ...twice,
      'shared/list-gadgets.yaml': shared.replace('scopes: [read:gadgets]', 'scopes: [read:gadget]'),
    });
    expect(faults).toHaveLength(1);
  });
});
