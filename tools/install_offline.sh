#!/usr/bin/env bash
# Installs the register from this folder, without a network:  ./install.sh [FOLDER]   (default: ./ropa-register)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-ropa-register}
made_for=$(<"$here/PYTHON_VERSION")
python=${PYTHON:-python$made_for}

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "This archive needs ${python} with venv; set PYTHON=/path/to/python if it has another name." >&2
    exit 1
fi
"$python" - "$here" "$made_for" <<'PYTHON'
import hashlib, pathlib, sys
top, made_for = pathlib.Path(sys.argv[1]), sys.argv[2]
if "%d.%d" % sys.version_info[:2] != made_for:
    sys.exit(f"this archive is for Python {made_for}, not {sys.version.split()[0]}")
for line in (top / "SHA256SUMS").read_text().splitlines():
    wanted, name = line.split("  ", 1)
    if hashlib.sha256((top / name).read_bytes()).hexdigest() != wanted:
        sys.exit(f"{name} is damaged or was changed: its SHA-256 is not the one in SHA256SUMS")
PYTHON
"$python" -m venv "$target"
pip=("$target/bin/python" -m pip --disable-pip-version-check --no-input --quiet install --no-index --find-links "$here/wheels" --no-deps)
"${pip[@]}" --require-hashes -r "$here/requirements.lock"
"${pip[@]}" "$here"/wheels/thai_ropa_register-*.whl
echo "installed; start with: $target/bin/ropa --help"
