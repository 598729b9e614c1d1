import { describe, expect, test } from '@jest/globals';
import { faultsWith } from '../../support/map-folder.js';

const file = 'gadgets/everything.yaml';
const entry = (call: string, follow: string): string => `summary: List all gadgets.
change: None.
v1: GET /api/gadgets/everything
v2:
  - call: ${call}
    follow: ${follow}
    scopes: [read:gadgets]
reply: { each: gadget-to-v1 }
`;

describe('a call with "follow"', () => {
  test.each([
    {
      title: 'is a list by checkpoint',
      source: entry('GET /api/v2/gadgets', 'true'),
      fault: `${file}:6:5 This call cannot be followed: v2 takes no from, take here.`,
    },
    {
      title: 'is followed or is not mentioned',
      source: entry('GET /api/v2/gadgets', 'false'),
      fault: `${file}:6:13 "follow" must be true.`,
    },
  ])('$title', ({ source, fault }) => {
    expect(faultsWith({ [file]: source })).toContain(fault);
  });
});
