#!/usr/bin/env bash
# `make check`: every check that is no test of behaviour. Runs them all, then says which failed.
set -uo pipefail
cd "$(dirname "$0")/.."
BIN=${BIN:-.venv/bin}
failed=()

step() { # NAME COMMAND...
    local name=$1 started=$SECONDS
    shift
    printf '== %s\n' "$name"
    "$@" || failed+=("$name")
    ((SECONDS - started < 10)) || printf '   (%s s)\n' "$((SECONDS - started))"
}

# Folders that a later change brings are checked from the moment they exist.
sources=()
for folder in ropa schemas exports diagrams tests benchmarks tools; do
    [[ -n $(find "$folder" -name '*.py' -print -quit 2>/dev/null) ]] && sources+=("$folder")
done

step 'format' "$BIN/ruff" format --check --quiet .
step 'lint' "$BIN/ruff" check --quiet .
step 'types' "$BIN/mypy" "${sources[@]}"
step 'who may import whom' "$BIN/lint-imports"
step 'house limits' "$BIN/python" -m pytest -q --no-header -p no:cacheprovider tests/house \
    --ignore tests/house/test_databases.py --ignore tests/house/test_import_contracts.py
if [[ -f ropa/db/check.py ]]; then
    step 'migrations' "$BIN/python" -m ropa.db.check
else
    printf '== migrations\n   not checked: ropa/db/check.py is not there yet\n'
fi
step 'dependency audit' "$BIN/python" tools/audit.py

if ((${#failed[@]})); then
    printf '\ncheck failed: %s\n' "$(IFS=,; echo "${failed[*]}" | sed 's/,/, /g')" >&2
    exit 1
fi
printf '\ncheck passed\n'
