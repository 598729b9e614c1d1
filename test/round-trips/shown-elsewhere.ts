/** The test that shows a loss which no round trip of an object has: limits, orders, mails, the index. */
export const shownElsewhere: Readonly<Record<string, string>> = {
  'client-owners': 'test/scenarios/clients/list-of-user.yaml',
  'client-users': 'test/scenarios/clients/users.yaml',
  'first-1000': 'test/scenarios/logs/list.yaml',
  'global-status': 'test/scenarios/connections/list.yaml',
  'idp-token': 'test/scenarios/users/get.yaml',
  'list-order': 'test/scenarios/users/list.yaml',
  'log-total': 'test/scenarios/logs/list.yaml',
  'password-login': 'test/scenarios/users/validate-password.yaml',
  'password-verify': 'test/scenarios/users/change-password.yaml',
  'refresh-token-owner': 'test/scenarios/users/revoke-refresh-token.yaml',
  'search-case': 'test/unit/reshapes/search-engines.test.ts',
  'search-field': 'test/unit/reshapes/search-engines.test.ts',
  'search-index': 'test/scenarios/users/list.yaml',
  'sweep-index': 'test/scenarios/users/delete-all.yaml',
};
