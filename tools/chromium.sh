#!/usr/bin/env bash
# Debian's Chromium for the tests that walk the pages: installed where this is root and apt is here, else told about.
# Exits 1 only in CI (CI=true), where nothing may be skipped.
set -uo pipefail

for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
[[ -n ${CHROMIUM:-} && -x $CHROMIUM ]] && exit 0

install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get -o DPkg::Lock::Timeout=300 update -qq &&
        apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends chromium >/dev/null
}

if [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
    echo "installing Chromium for the tests of the pages" >&2
    install || { sleep 10; install; }
    command -v chromium >/dev/null && exit 0
fi

cat >&2 <<'TEXT'
ไม่มี Chromium ในเครื่อง: การทดสอบหน้าเว็บในเบราว์เซอร์จริงจะถูกข้าม ติดตั้งด้วย apt install chromium หรือตั้ง CHROMIUM=/path/to/chromium
There is no Chromium here: the tests that walk the pages in a real browser will be skipped and will say so.
  Debian: apt install chromium     elsewhere: set CHROMIUM to the path of a Chromium or Chrome
TEXT
[[ ${CI:-} != true ]]
