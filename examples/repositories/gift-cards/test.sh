#!/bin/sh
set -eu
cd "$(dirname "$0")"
code="$(./gift-card new 2500)"
[ "$(./gift-card check "$code")" = "worth 002500 cents" ]
if ./gift-card check "${code}0" 2>/dev/null; then
  echo "a wrong code was accepted" >&2
  exit 1
fi
echo "all good"
