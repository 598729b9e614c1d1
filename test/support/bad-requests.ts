/** A request with one defect, and the answers that its sender may get. */
export interface BadRequest {
  readonly name: string;
  /** Latin1, as it is sent. */
  readonly bytes: string;
  readonly statuses: readonly number[];
  /** The head is valid, and may already have been forwarded when the defect comes. */
  readonly inBody: boolean;
}

export interface Aim {
  /** A path that is served. */
  readonly target: string;
  /** Header lines that the path needs, each with its line end. */
  readonly fields: string;
}

type Row = readonly [name: string, rest: string, statuses?: readonly number[]];

const host = 'Host: holdover\r\n';
const unknownEncoding = [400, 501];
const unknownMethod = [400, 405, 501];
const unknownVersion = [400, 505];

/** One request per class of defect, as RFC 9110 and 9112 name them, aimed at one path. */
export function badRequests(aim: Aim): BadRequest[] {
  const head = (line: string) => `${line}\r\n${host}${aim.fields}\r\n`;
  const post = `POST ${aim.target} HTTP/1.1\r\n${host}${aim.fields}`;
  const rows = (group: readonly Row[], whole: (rest: string) => string, inBody = false): BadRequest[] =>
    group.map(([name, rest, statuses = [400]]) => ({ name, bytes: whole(rest), statuses, inBody }));
  return [
    ...rows(versions, (version) => head(`GET ${aim.target}${version}`)),
    ...rows(methods, (method) => head(`${method} ${aim.target} HTTP/1.1`)),
    ...rows(targets(aim.target), (target) => head(`${target} HTTP/1.1`)),
    ...rows(starts, (start) => `${start}${aim.fields}\r\n`),
    ...rows(fields, (field) => `GET ${aim.target} HTTP/1.1\r\n${host}${aim.fields}${field}\r\n\r\n`),
    ...rows(lineEnds, (rest) => `GET ${aim.target} HTTP/1.1${rest}`),
    ...rows(hosts, (field) => `GET ${aim.target} HTTP/1.1\r\n${aim.fields}${field}\r\n`),
    ...rows(lengths, (length) => `${post}Content-Length:${length}\r\n\r\n0123456789`),
    ...rows(encodings, (encoding) => `${post}Transfer-Encoding:${encoding}\r\n\r\n0\r\n\r\n`),
    ...rows(framings, (framing) => `${post}${framing}\r\n\r\n0\r\n\r\n`),
    ...rows(
      oldFramings,
      (framing) => `POST ${aim.target} HTTP/1.0\r\n${aim.fields}${framing}\r\n\r\n0\r\n\r\n`,
    ),
    ...rows(chunks, (body) => `${post}Transfer-Encoding: chunked\r\n\r\n${body}`, true),
    ...rows(trailers, (body) => `${post}Transfer-Encoding: chunked\r\n\r\n${body}`, true),
  ];
}

/** RFC 9112 section 2.3: `HTTP/` in capitals, a digit, a dot, a digit. */
const versions: readonly Row[] = [
  ['no version', '', unknownVersion],
  ['a blank for a version', ' ', unknownVersion],
  ['HTTP/0.9', ' HTTP/0.9', unknownVersion],
  ['HTTP/1.2', ' HTTP/1.2', unknownVersion],
  ['HTTP/1.32', ' HTTP/1.32', unknownVersion],
  ['HTTP/01.1', ' HTTP/01.1', unknownVersion],
  ['HTTP/2.0 in words', ' HTTP/2.0', unknownVersion],
  ['HTTP/3', ' HTTP/3', unknownVersion],
  ['a version without its last digit', ' HTTP/1.', unknownVersion],
  ['a version with a comma', ' HTTP/1,1', unknownVersion],
  ['a version in lower case', ' http/1.1', unknownVersion],
  ['a protocol that is another', ' HTTPS/1.1', unknownVersion],
  ['a blank in the protocol', ' HTTP /1.1', unknownVersion],
  ['a word behind the version', ' HTTP/1.1 x', unknownVersion],
  ['a NUL behind the version', ' HTTP/1.1\0', unknownVersion],
  ['a tab before the version', '\tHTTP/1.1', unknownVersion],
];

const methods: readonly Row[] = [
  ['TRACE', 'TRACE', unknownMethod],
  ['CONNECT to a path', 'CONNECT', unknownMethod],
  ['a method that is a real one elsewhere', 'PROPFIND', unknownMethod],
  ['a method of caches', 'PURGE', unknownMethod],
  ['a method of a newer RFC', 'QUERY', unknownMethod],
  ['a method that is none', 'FROB', unknownMethod],
  ['a method in lower case', 'get', unknownMethod],
  ['a method in both cases', 'GeT', unknownMethod],
  ['a method with a slash', 'GET/', unknownMethod],
  ['a method with a NUL', 'GE\0T', unknownMethod],
  ['a method of 9,000 letters', 'A'.repeat(9_000), [...unknownMethod, 431]],
  ['a blank before the method', ' GET', unknownMethod],
  ['a tab behind the method', 'GET\t', unknownMethod],
];

/** RFC 9112 section 3.2; holdover is no forward proxy, so that absolute and authority targets are invalid. */
function targets(path: string): readonly Row[] {
  return [
    ['CONNECT', 'CONNECT holdover:80', unknownMethod],
    ['an absolute target', `GET http://evil${path}`],
    ['an absolute target of this host', `GET http://holdover${path}`],
    ['an absolute target over TLS', `GET https://evil${path}`],
    ['an absolute target of another scheme', `GET file://${path}`],
    ['an absolute target that is no URL', 'GET http://['],
    ['an absolute target with a broken user', 'GET http://a%zz@b/'],
    ['an empty target', 'GET '],
    ['a target without a slash', `GET ${path.slice(1)}`],
    ['a word as target', 'GET admin'],
    ['an authority as target', 'GET holdover:80'],
    ['a query as target', 'GET ?a=b'],
    ['a backslash as target', `GET \\${path.slice(1)}`],
    ['a star with GET', 'GET *'],
    ['a star with POST', 'POST *'],
    ['a star and more', 'OPTIONS */x'],
    ['two stars', 'OPTIONS **'],
    ['a fragment', `GET ${path}#x`],
    ['a fragment behind a query', `GET ${path}?a#x`],
    ['a blank in the target', `GET ${path} x`],
    ['a tab in the target', `GET ${path}\tx`],
    ['a NUL in the target', `GET ${path}\0`],
    ['a bare CR in the target', `GET ${path}\rx`],
    ['a bare LF in the target', `GET ${path}\nx`],
    ['a form feed in the target', `GET ${path}\fx`],
    ['a DEL in the target', `GET ${path}\x7f`],
    ['raw bytes beyond ASCII in the target', `GET ${path}\xc3\xa9`],
    ['a URL of more than 8 KiB', `GET ${path}?${'a'.repeat(8192 - path.length)}`, [414]],
  ];
}

/** The first bytes of other protocols. */
const starts: readonly Row[] = [
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [...unknownVersion, 405]],
  ['the hello of TLS', '\x16\x03\x01\x00\xf4\x01\x00\x00\xf0\x03\x03'],
  ['the banner of SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['the greeting of SOCKS', '\x05\x01\x00'],
  ['the line of the PROXY protocol', 'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET / HTTP/1.1\r\n'],
  ['an answer', `HTTP/1.1 200 OK\r\n${host}`],
  ['a header field for a request line', `${host}GET / HTTP/1.1\r\n`],
  ['a blank line of blanks', `  \r\nGET / HTTP/1.1\r\n${host}`],
];

/** RFC 9110 section 5.5 and 5.6.2, RFC 9112 section 5. */
const fields: readonly Row[] = [
  ['a header field without a colon', 'nonsense'],
  ['a blank before the colon', 'X-A : b'],
  ['a tab before the colon', 'X-A\t: b'],
  ['an empty field name', ': b'],
  ['a blank in a field name', 'X A: b'],
  ['a NUL in a field name', 'X-\0A: b'],
  ['a bracket in a field name', 'X(A): b'],
  ['an at sign in a field name', 'X@A: b'],
  ['a quote in a field name', '"X-A": b'],
  ['a slash in a field name', 'X/A: b'],
  ['a byte beyond ASCII in a field name', 'X-\xe9: b'],
  ['a bare CR in a field name', 'X-\rA: b'],
  ['a line of blanks', '  '],
  ['a header field folded with a blank', 'X-A: b\r\n c'],
  ['a header field folded with a tab', 'X-A: b\r\n\tc'],
  ['a header field folded at its beginning', 'X-A:\r\n b'],
  ['a NUL in a value', 'X-A: b\0c'],
  ['a bare CR in a value', 'X-A: b\rc'],
  ['a BEL in a value', 'X-A: b\x07c'],
  ['a backspace in a value', 'X-A: b\bc'],
  ['an ESC in a value', 'X-A: b\x1b[2J'],
  ['a vertical tab in a value', 'X-A: b\vc'],
  ['a form feed in a value', 'X-A: b\fc'],
  ['a DEL in a value', 'X-A: b\x7fc'],
  ['a C1 control in a value', 'X-A: b\x85c'],
  ['a no-break space in a value', 'X-A: b\xa0'],
  ['two Authorizations', 'Authorization: Bearer a\r\nAuthorization: Bearer b'],
  ['two Authorizations alike', 'Authorization: Bearer a\r\nauthorization: Bearer a'],
  ['a header of more than 16 KiB', `X-A: ${'a'.repeat(17_000)}`, [431]],
  ['a field name of more than 16 KiB', `${'a'.repeat(17_000)}: b`, [431]],
  ['101 header fields', 'X-A: b\r\n'.repeat(100).trimEnd(), [431]],
  ['more than 1,000 header fields', `${'a:\r\n'.repeat(1_500)}Authorization: Bearer a`, [400, 431]],
  ['a WebSocket', 'Connection: Upgrade\r\nUpgrade: websocket', [426, 501]],
  ['an expectation that is not known', 'Expect: 200-maybe', [417]],
  ['an expectation of two', 'Expect: 100-continue, 200-maybe', [417]],
];

/** RFC 9112 section 2.2: a line ends with CR and LF, both of them and in this order. */
const lineEnds: readonly Row[] = [
  ['a bare LF behind the request line', `\n${host}\r\n`],
  ['a bare CR behind the request line', `\r${host}\r\n`],
  ['a bare LF behind a header field', '\r\nHost: holdover\nX-A: b\r\n\r\n'],
  ['LF and CR in the wrong order', '\r\nHost: holdover\n\rX-A: b\r\n\r\n'],
  ['two CRs before an LF', '\r\nHost: holdover\r\r\nX-A: b\r\n\r\n'],
  ['bare LFs at the end of the header', '\r\nHost: holdover\n\n'],
  ['a bare LF as the last line', `\r\n${host}\n`],
  ['bare CRs at the end of the header', '\r\nHost: holdover\r\r'],
  ['bare LFs everywhere', '\nHost: holdover\n\n'],
];

/** RFC 9112 section 3.2, RFC 3986 section 3.2.2. */
const hosts: readonly Row[] = [
  ['no Host', ''],
  ['two Hosts', `${host}Host: evil\r\n`],
  ['two Hosts alike', `${host}${host}`],
  ['two Hosts in two spellings', `${host}hOST: evil\r\n`],
  ['an empty Host', 'Host:\r\n'],
  ['a Host with a path', 'Host: a/b\r\n'],
  ['a Host with a user', 'Host: a@b\r\n'],
  ['a Host with a query', 'Host: a?b\r\n'],
  ['a Host with a fragment', 'Host: a#b\r\n'],
  ['a Host with a blank', 'Host: a b\r\n'],
  ['a list of Hosts', 'Host: a, b\r\n'],
  ['a Host with a scheme', 'Host: http://a\r\n'],
  ['a Host with a percent sign', 'Host: a%00b\r\n'],
  ['a Host with a port of letters', 'Host: a:b\r\n'],
  ['a Host with a port of six digits', 'Host: a:123456\r\n'],
  ['a Host with a bracket left open', 'Host: [::1\r\n'],
  ['a folded Host', 'Host:\r\n holdover\r\n'],
  ['a blank before the colon of the Host', 'Host : holdover\r\n'],
];

/** RFC 9112 section 6.3: digits, and one value only. Ten bytes follow. */
const lengths: readonly Row[] = [
  ['two lengths', ' 10\r\nContent-Length: 9'],
  ['two lengths alike', ' 10\r\nContent-Length: 10'],
  ['two lengths in two spellings', ' 10\r\ncontent-length: 10'],
  ['a list of lengths', ' 10, 10'],
  ['a list that begins empty', ' ,10'],
  ['a signed length', ' +10'],
  ['a negative length', ' -10'],
  ['a negative nothing', ' -0'],
  ['a hexadecimal length', ' 0xa'],
  ['hexadecimal digits', ' a'],
  ['an octal-looking length', ' 010'],
  ['two zeros', ' 00'],
  ['an underscored length', ' 1_0'],
  ['a length with a blank in it', ' 1 0'],
  ['a length with a tab in it', ' 1\t0'],
  ['a length with a fraction', ' 10.0'],
  ['a length with an exponent', ' 1e1'],
  ['a length in quotes', ' "10"'],
  ['a length with a parameter', ' 10;a=b'],
  ['a length behind a vertical tab', ' \v10'],
  ['a length before a NUL', ' 10\0'],
  ['a folded length', '\r\n 10'],
  ['an empty length', ''],
  ['a length beyond 2^53', ' 90071992547409920'],
  ['a length beyond 2^64', ' 18446744073709551626'],
];

/** RFC 9112 section 6.1 and 7. */
const encodings: readonly Row[] = [
  ['chunked twice', ' chunked\r\nTransfer-Encoding: chunked', unknownEncoding],
  ['a list of chunked and chunked', ' chunked, chunked', unknownEncoding],
  ['chunked after a comma', ' ,chunked', unknownEncoding],
  ['chunked before a comma', ' chunked,', unknownEncoding],
  ['xchunked', ' xchunked', unknownEncoding],
  ['chunkedx', ' chunkedx', unknownEncoding],
  ['half of chunked', ' chunk', unknownEncoding],
  ['a blank in chunked', ' chun ked', unknownEncoding],
  ['chunked in quotes', ' "chunked"', unknownEncoding],
  ['chunked behind a vertical tab', ' \vchunked', unknownEncoding],
  ['chunked behind a form feed', ' \fchunked', unknownEncoding],
  ['chunked before a NUL', ' chunked\0', unknownEncoding],
  ['chunked with a parameter', ' chunked;q=1', unknownEncoding],
  ['folded chunked', '\r\n chunked', unknownEncoding],
  ['gzip, chunked', ' gzip, chunked', unknownEncoding],
  ['chunked, gzip', ' chunked, gzip', unknownEncoding],
  ['chunked, identity', ' chunked, identity', unknownEncoding],
  ['chunked and identity in two lines', ' chunked\r\nTransfer-Encoding: identity', unknownEncoding],
  ['identity', ' identity', unknownEncoding],
  ['gzip', ' gzip', unknownEncoding],
  ['an empty encoding', '', unknownEncoding],
];

const framings: readonly Row[] = [
  ['a length before chunked', 'Content-Length: 5\r\nTransfer-Encoding: chunked'],
  ['chunked before a length', 'Transfer-Encoding: chunked\r\nContent-Length: 5'],
  ['a length of nothing before chunked', 'Content-Length: 0\r\nTransfer-Encoding: chunked'],
  ['a length and an encoding that is none', 'Content-Length: 5\r\nTransfer-Encoding: x', unknownEncoding],
  ['a blank before the colon of chunked', 'Content-Length: 5\r\nTransfer-Encoding : chunked'],
  ['a NUL in the name of chunked', 'Content-Length: 5\r\nTransfer-Encoding\0: chunked'],
  ['chunked hidden behind a bare LF', 'Content-Length: 5\r\nX-A: b\nTransfer-Encoding: chunked'],
  ['chunked hidden behind a bare CR', 'Content-Length: 5\r\nX-A: b\rTransfer-Encoding: chunked'],
];

/** RFC 9112 section 6.1: a server without support for chunks would take them for a second request. */
const oldFramings: readonly Row[] = [
  ['chunked in HTTP/1.0', 'Transfer-Encoding: chunked', unknownEncoding],
  ['chunked and a length in HTTP/1.0', 'Transfer-Encoding: chunked\r\nContent-Length: 5'],
  ['two Hosts in HTTP/1.0', 'Host: a\r\nHost: b'],
  ['an empty Host in HTTP/1.0', 'Host:'],
];

/** RFC 9112 section 7.1. */
const chunks: readonly Row[] = [
  ['an empty chunk size', '\r\nabc\r\n0\r\n\r\n'],
  ['a negative chunk size', '-1\r\na\r\n0\r\n\r\n'],
  ['a signed chunk size', '+1\r\na\r\n0\r\n\r\n'],
  ['a chunk size with 0x', '0x1\r\na\r\n0\r\n\r\n'],
  ['a chunk size with h', '1h\r\na\r\n0\r\n\r\n'],
  ['a chunk size of no hexadecimal digit', 'g\r\na\r\n0\r\n\r\n'],
  ['a chunk size with an underscore', '0_1\r\na\r\n0\r\n\r\n'],
  ['a chunk size in quotes', '"1"\r\na\r\n0\r\n\r\n'],
  ['a chunk size with a blank before it', ' 1\r\na\r\n0\r\n\r\n'],
  ['a chunk size with a blank behind it', '1 \r\na\r\n0\r\n\r\n'],
  ['a chunk size with a NUL behind it', '1\0\r\na\r\n0\r\n\r\n'],
  ['a chunk size of 17 digits', '10000000000000001\r\na\r\n0\r\n\r\n'],
  ['a chunk size and a bare LF', '1\na\r\n0\r\n\r\n'],
  ['a chunk size and a bare CR', '1\ra\r\n0\r\n\r\n'],
  ['a chunk longer than it says', '1\r\nab\r\n0\r\n\r\n'],
  ['a chunk shorter than it says', '5\r\nab\r\n0\r\n\r\n'],
  ['a chunk without a line end', '1\r\na0\r\n\r\n'],
  ['a chunk and a bare LF', '1\r\na\n0\r\n\r\n'],
  ['a chunk and LF and CR in the wrong order', '1\r\na\n\r0\r\n\r\n'],
  ['a last chunk and a bare LF', '1\r\na\r\n0\n\n'],
  ['a last chunk without the last line', '1\r\na\r\n0\r\n'],
  ['a bare CR in a chunk extension', '1;a\rb\r\na\r\n0\r\n\r\n'],
  ['a bare LF in a chunk extension', '1;a\nb\r\na\r\n0\r\n\r\n'],
  ['a NUL in a chunk extension', '1;a\0b\r\na\r\n0\r\n\r\n'],
  ['a chunk extension of 20 KiB', `1;${'a'.repeat(20_480)}\r\na\r\n0\r\n\r\n`, [400, 413]],
];

const trailers: readonly Row[] = [
  ['a trailer without a colon', '0\r\nnonsense\r\n\r\n'],
  ['a blank before the colon of a trailer', '0\r\nX-A : b\r\n\r\n'],
  ['an empty trailer name', '0\r\n: b\r\n\r\n'],
  ['a folded trailer', '0\r\nX-A: b\r\n c\r\n\r\n'],
  ['a NUL in a trailer', '0\r\nX-A: b\0\r\n\r\n'],
  ['a bare LF behind a trailer', '0\r\nX-A: b\nX-B: c\r\n\r\n'],
  ['trailers of more than 16 KiB', `0\r\nX-A: ${'a'.repeat(17_000)}\r\n\r\n`, [400, 431]],
];
