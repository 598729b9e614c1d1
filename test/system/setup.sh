#!/usr/bin/env bash
# Installs what `npm run test:system` needs beyond Node and `npm ci`: the oldest Node that holdover supports and the
# LTS that its image runs on.
set -euo pipefail
cd "$(dirname "$0")"
for version in 20.18.0 24; do
  folder="tools/node-$version"
  [ -x "$folder/node_modules/node/bin/node" ] ||
    npm install --prefix "$folder" --no-save --no-fund --no-audit --loglevel=error "node@$version"
  "$folder/node_modules/node/bin/node" --version
done
