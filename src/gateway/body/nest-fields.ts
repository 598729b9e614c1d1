type Branch = Map<string, Branch | string>;

/** Nesting depth that `qs` reads; it parsed forms for Node servers in v1's time. */
const deepest = 5;

/**
 * Reads form fields whose names are paths: `options[tenant_domain]=x` is a field of an object, `scope[]=a` and
 * `scope[0]=a` are items of a list. PHP's `http_build_query`, jQuery, HTTParty and rest-client write such names. So
 * are the values of a repeated field: Node's `querystring`, Go and Python's requests write a list as `scope=a&scope=b`.
 * `qs` itself is not used: it silently drops names such as `__proto__` and `toString`.
 */
export function nestFields(fields: Iterable<readonly [string, string]>): Record<string, unknown> {
  const root: Branch = new Map();
  for (const [name, value] of fields) put(root, pathOf(name), value);
  return objectOf(root);
}

/** A name of another form is one plain step. */
function pathOf(name: string): string[] {
  const brackets = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name);
  if (brackets === null) return [name];
  const [, base = '', rest = ''] = brackets;
  const path = [base, ...rest.slice(1, -1).split('][')];
  return path.length > deepest + 1 ? [name] : path;
}

function put(root: Branch, path: readonly string[], value: string): void {
  let branch = root;
  for (const [depth, step] of path.entries()) {
    // The first step is always a name, even an empty one.
    const name = step === '' && depth > 0 ? nextItem(branch) : step;
    const known = branch.get(name);
    if (depth === path.length - 1) {
      branch.set(name, known === undefined ? value : repeated(known, value));
      return;
    }
    if (typeof known === 'string') return;
    const next = known ?? new Map<string, Branch | string>();
    branch.set(name, next);
    branch = next;
  }
}

/**
 * A list, to which a repeated field adds an item. A field of named fields stays as it is. Only the ends of a list are
 * looked at: looking through it for each of a thousand repetitions took 30 ms.
 */
function repeated(known: Branch | string, value: string): Branch {
  const list = typeof known === 'string' ? new Map<string, Branch | string>([['0', known]]) : known;
  if (list.has('0') && list.has(String(list.size - 1))) list.set(nextItem(list), value);
  return list;
}

/** The first free index: `a[]=x` does not replace `a[0]=y`. */
function nextItem(branch: Branch): string {
  let next = branch.size;
  while (branch.has(String(next))) next += 1;
  return String(next);
}

function valueOf(node: Branch | string): unknown {
  if (typeof node === 'string') return node;
  return itemsOf(node)?.map(valueOf) ?? objectOf(node);
}

/** Undefined for a branch whose names are not those of a list. */
function itemsOf(branch: Branch): (Branch | string)[] | undefined {
  const items = Array.from({ length: branch.size }, (_, index) => branch.get(String(index)));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function objectOf(branch: Branch): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [name, node] of branch) {
    // Not an assignment: `__proto__` is a field like any other.
    const value = valueOf(node);
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return object;
}
