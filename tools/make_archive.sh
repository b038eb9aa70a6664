#!/usr/bin/env bash
# `make dist`: one archive that installs with the network off, on the kind of machine and the Python it was made with.
set -euo pipefail
cd "$(dirname "$0")/.."
BIN=${BIN:-.venv/bin}
pip=("$BIN/python" -m pip --disable-pip-version-check --no-input --quiet)

staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT

"${pip[@]}" wheel --no-deps --no-build-isolation --wheel-dir "$staging/project" .
wheel=$(basename "$staging"/project/*.whl)
version=$(cut -d- -f2 <<<"$wheel")
name="thai-ropa-register-$version-$("$BIN/python" -c 'import sys, sysconfig
print(sysconfig.get_platform().replace("-", "_"), "py%d%d" % sys.version_info[:2], sep="-")')"

inside="$staging/$name"
mkdir -p "$inside/wheels"
"${pip[@]}" download --no-deps --only-binary :all: --require-hashes -r requirements.lock --dest "$inside/wheels"
cp "$staging/project/$wheel" "$inside/wheels/"
cp requirements.lock LICENSE README.md CHANGELOG.md "$inside/"
install -m 755 tools/install_offline.sh "$inside/install.sh"
"$BIN/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' >"$inside/PYTHON_VERSION"
# The lock vouches for the dependencies; this file does for the project's own wheel and the rest.
"$BIN/python" - "$inside" <<'PYTHON'
import hashlib, pathlib, sys
top = pathlib.Path(sys.argv[1])
lines = [f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.relative_to(top)}\n" for f in sorted(top.rglob("*")) if f.is_file()]
(top / "SHA256SUMS").write_text("".join(lines))
PYTHON

mkdir -p dist
tar -C "$staging" --owner=0 --group=0 -czf "dist/$name.tar.gz" "$name"
printf 'dist/%s.tar.gz (%s)\n' "$name" "$(du -h "dist/$name.tar.gz" | cut -f1)"
