#!/bin/sh
# Does the hub work? Registers an exhibit, uploads an image, and finds the upload in the audit trail.
#
#   smoke.sh                          against the region of the azd environment, as who is signed in to az
#   smoke.sh http://127.0.0.1:7071    against a hub on this machine, with a development token
#
# In Azure, who runs it needs the roles Agency.Submit and Hub.Admin in the hub's app registration.
set -eu
umask 077

hub=${1:-https://${CGIHUB_APP_HOST:?say which hub, or run azd provision first}}
ori=${CGIHUB_SMOKE_ORI:-ZZSMOKE00}
work=$(mktemp -d)
mapped=

finish() {
  # Nobody else who uses the same client may act for the smoke agency afterwards.
  if [ -n "$mapped" ]; then agency '[]' > /dev/null || echo "The client of this check still stands in the registry under $ori: take it out (appIds)." >&2; fi
  rm -rf "$work"
}

failed() {
  echo "FAILED  $1" >&2
  if [ -s "$work/answer" ]; then
    sed -n 's/.*"title":"\([^"]*\)".*"detail":"\([^"]*\)".*/        \1: \2/p' "$work/answer" >&2
  fi
  exit 1
}

# call METHOD PATH [curl arguments]: prints the status; the answer is in $work/answer.
# The token is in a file: the command line of a process is open to all who are on the machine.
call() {
  method=$1
  path=$2
  shift 2
  : > "$work/answer"
  curl --silent --show-error --max-time 60 --config "$work/auth" --request "$method" --output "$work/answer" --write-out '%{http_code}' "$@" "$hub$path" 2> "$work/problem" || true
}

agency() {
  call PUT "/api/v1/admin/agencies/$ori" --header 'Content-Type: application/json' \
    --data "{\"ori\":\"$ori\",\"name\":\"Smoke check\",\"appIds\":$1,\"dissemination\":{\"traceData\":false,\"criminalIntelligence\":false,\"supervision\":false}}"
}

trap finish EXIT
trap 'exit 1' HUP INT TERM
: > "$work/auth"

case $hub in
  http://127.0.0.1:* | http://localhost:*)
    code=$(call POST /dev/token --header 'Content-Type: application/json' --data "{\"roles\":[\"Agency.Submit\",\"Hub.Admin\"],\"agency\":\"$ori\"}")
    [ "$code" = 200 ] || failed "no development token: the hub answered $code"
    token=$(sed -n 's/.*"token":"\([^"]*\)".*/\1/p' "$work/answer")
    printf 'header = "Authorization: Bearer %s"\n' "$token" > "$work/auth"
    ;;
  https://*)
    token=$(az account get-access-token --scope "${CGIHUB_AUDIENCE:?}/.default" --query accessToken --output tsv) ||
      failed "no token for ${CGIHUB_AUDIENCE}: is there consent for az in the hub's app registration? (docs/operations.md)"
    printf 'header = "Authorization: Bearer %s"\n' "$token" > "$work/auth"

    # The hub knows an agency by the client that asks. For as long as this check takes, its client is the smoke agency's.
    payload=$(printf '%s' "$token" | cut -d. -f2 | tr '_-' '/+')
    while [ $((${#payload} % 4)) -ne 0 ]; do payload=$payload=; done
    claims=$(printf '%s' "$payload" | base64 -d)
    client=$(printf '%s' "$claims" | sed -n 's/.*"azp":"\([^"]*\)".*/\1/p')
    if [ -z "$client" ]; then client=$(printf '%s' "$claims" | sed -n 's/.*"appid":"\([^"]*\)".*/\1/p'); fi
    unset claims payload
    code=$(agency "[\"$client\"]")
    case $code in
      200 | 201) mapped=yes ;;
      000) failed "nothing answers at $hub: $(cat "$work/problem")" ;;
      401) failed "the hub does not take the token: audience or authority do not fit" ;;
      403) failed "the hub does not let this account in: it needs the roles Agency.Submit and Hub.Admin, and its address must be among 'callers'" ;;
      422) failed "the client $client stands in the registry under another agency; run this as somebody else" ;;
      *) failed "the hub answered $code" ;;
    esac
    ;;
  *)
    echo "A hub is called by https, or by http on this machine: $hub" >&2
    exit 1
    ;;
esac
unset token

began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
exhibit=$(date -u +%Y%m%d-%H%M%S)-$$

# Other instances see the registry's change within seconds.
tries=0
while :; do
  code=$(call POST /api/v1/evidence --header 'Content-Type: application/json' \
    --data "{\"ori\":\"$ori\",\"caseNumber\":\"SMOKE\",\"exhibitNumber\":\"$exhibit\",\"kind\":\"cartridgeCase\",\"recoveredAt\":\"$began\",\"note\":\"Made by the smoke check.\"}")
  if [ "$code" != 403 ] || [ "$tries" -ge 10 ]; then break; fi
  tries=$((tries + 1))
  sleep 2
done
[ "$code" = 201 ] || failed "no exhibit could be registered: the hub answered $code"
id=$(sed -n 's/.*"id":"\(ex-[a-z0-9]*\)".*/\1/p' "$work/answer")
echo "ok      exhibit $id is registered"

# A PNG of 8 by 8 grey pixels.
printf '%s' 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR42mNogAIGyhgAgIQgARDoahcAAAAASUVORK5CYII=' | base64 -d > "$work/image.png"
digest=$(openssl dgst -sha256 -binary "$work/image.png" | base64)
code=$(call PUT "/api/v1/evidence/$id/images/breechFace" --header 'Content-Type: image/png' --header "Repr-Digest: sha-256=:$digest:" --data-binary "@$work/image.png")
[ "$code" = 201 ] || failed "its image was not taken: the hub answered $code"
echo "ok      its image is stored, and its digest is right"

tries=0
while :; do
  code=$(call GET "/api/v1/admin/audit?function=PutEvidenceImage&from=$began&limit=200")
  [ "$code" = 200 ] || failed "the audit trail cannot be read: the hub answered $code"
  if grep -q "/api/v1/evidence/$id/images/breechFace" "$work/answer"; then break; fi
  tries=$((tries + 1))
  [ "$tries" -lt 15 ] || failed "the upload is not in the audit trail after half a minute"
  sleep 2
done
echo "ok      the upload is in the audit trail"
