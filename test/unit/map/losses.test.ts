import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../src/map/print/explain.js';
import { printExplanation } from '../../../src/map/print/print-explanation.js';
import { faultsWith, loadTestMap, temporaryMap, wholeMap } from '../../support/map-folder.js';

const entry = (lossy: string, as = ''): string => `summary: Test a gadget.
change: None.
v1: GET /api/gadgets/{gadget_id}/test
v2:
  - call: GET /api/v2/gadgets/{gadget_id}${as === '' ? '' : `\n    as: ${as}`}
    scopes: [read:gadgets]
lossy: ${lossy}
reply: { text: OK }
`;
const faultsOf = (lossy: string, as?: string) => faultsWith({ 'gadgets/test.yaml': entry(lossy, as) });

describe('a loss of an entry', () => {
  test.each([
    ['[first-1000]', undefined],
    ['[{ id: first-1000, dialect: current, callers: [app] }]', undefined],
    ['[{ id: first-1000, field: $gadget.count }]', 'gadget'],
    [
      '[{ id: first-1000, callers: [global] }, { id: first-1000, callers: [guessed], field: $gadget.count }]',
      'gadget',
    ],
    ['[{ id: first-1000, field: { a: $gadget.count, b: $gadget_id } }]', 'gadget'],
  ])('%s has no fault', (lossy, as) => {
    expect(faultsOf(lossy, as)).toEqual([]);
  });

  test.each([
    ['[frist-1000]', /There is no sentence for "frist-1000" in losses.yaml; did you mean "first-1000"\?/],
    ['[first-1000, { id: first-1000 }]', /"first-1000" stands here twice\./],
    [
      '[{ id: first-1000, callers: [app, v2] }, { id: first-1000, callers: [v2] }]',
      /"first-1000" stands here twice\./,
    ],
    ['[{ id: first-1000, field: $gdaget }]', /"gdaget" has no source/],
    ['[{ id: first-1000, why: Because. }]', /"why" is not known here/],
  ])('%s is a fault', (lossy, sentence) => {
    expect(faultsOf(lossy, 'gadget').join('\n')).toMatch(sentence);
  });

  test.each([
    [
      'paging',
      '[{ id: no-notice }]',
      /A function says whether there is "no-notice": say under "field" of which value\./,
    ],
    ['pagign', '[first-1000]', /losses.yaml:3:30 There is no reshape "pagign"; did you mean "paging"\?/],
  ])('whose function in losses.yaml is "%s" is checked', (shows, lossy, sentence) => {
    const losses = `first-1000: a\nsearch-lag: b\nno-notice: { why: c., shows: ${shows} }\n`;
    const faults = faultsWith({ 'losses.yaml': losses, 'gadgets/test.yaml': entry(lossy) });
    expect(faults.join('\n')).toMatch(sentence);
  });

  test('is a fault in losses.yaml if no entry names it', () => {
    const losses = 'first-1000: a\nsearch-lag: b\nno-notice: c\nleft-over: d\n';
    expect(faultsWith({ 'losses.yaml': losses })).toEqual(['losses.yaml:4:1 No entry loses "left-over".']);
  });

  test('that depends on the answer of v2 is explained as a possible loss', () => {
    const { folder, remove } = temporaryMap(
      { 'gadgets/test.yaml': entry('[first-1000, { id: search-lag, field: $gadget.late }]', 'gadget') },
      wholeMap,
    );
    const map = loadTestMap({ folders: [folder] });
    remove();
    const told = explain(map, { method: 'GET', path: '/api/gadgets/7/test', query: '', body: undefined });
    expect(told).toMatchObject({ lossy: [{ id: 'first-1000' }], mayLose: [{ id: 'search-lag' }] });
    expect(printExplanation(told)).toContain('lossy, if the answer shows it: search-lag\n  v2 finds late.');
  });
});
