#!/usr/bin/env bash
# Installs what `npm run test:system` and `npm run test:soak` need beyond Node and `npm ci`: the oldest Node that
# holdover supports, the LTS that its image runs on, Redis, Chromium, two proxies to be compared with, a clock that can
# be set and slow clients.
set -euo pipefail
cd "$(dirname "$0")"
for version in 20.18.0 24; do
  folder="tools/node-$version"
  [ -x "$folder/node_modules/node/bin/node" ] ||
    npm install --prefix "$folder" --no-save --no-fund --no-audit --loglevel=error "node@$version"
  "$folder/node_modules/node/bin/node" --version
done
packages=(redis-server chromium nginx-light haproxy libfaketime slowhttptest)
PATH="$PATH:/usr/sbin"
if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
  as_root=$([ "$(id -u)" -eq 0 ] || echo sudo)
  $as_root apt-get update -qq
  $as_root apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi
redis-server --version
chromium --version
nginx -v
haproxy -v
