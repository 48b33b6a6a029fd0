#!/bin/sh
# Event Grid tells the app of files in the drop. The address holds a key of the app: it is made here, given to Event
# Grid in a file that only its owner may read, and never shown.
set -eu
umask 077
: "${CGIHUB_APP_NAME:?}" "${CGIHUB_DROP_TOPIC:?}" "${AZURE_RESOURCE_GROUP:?}"

body=$(mktemp)
trap 'rm -f "$body"' EXIT
trap 'exit 1' HUP INT TERM

subscription=$(az account show --query id --output tsv)
manager=$(az cloud show --query endpoints.resourceManager --output tsv)
group="${manager%/}/subscriptions/$subscription/resourceGroups/$AZURE_RESOURCE_GROUP"
app="$group/providers/Microsoft.Web/sites/$CGIHUB_APP_NAME"

# The blob extension makes its key when the app first runs with a blob trigger: that takes a moment after a deployment.
host=$(az rest --method get --url "$app?api-version=2024-04-01" --query properties.defaultHostName --output tsv)
key=
tries=0
while [ -z "$key" ]; do
  key=$(az rest --method post --url "$app/host/default/listkeys?api-version=2024-04-01" --query systemKeys.blobs_extension --output tsv 2>/dev/null || true)
  if [ -z "$key" ]; then
    tries=$((tries + 1))
    if [ "$tries" -ge 30 ]; then
      echo "The app has no key for its blob trigger after five minutes: its host does not start. bicep/hooks/report.sh says more." >&2
      exit 1
    fi
    sleep 10
  fi
done

cat > "$body" <<JSON
{
  "properties": {
    "destination": {
      "endpointType": "WebHook",
      "properties": {
        "endpointUrl": "https://$host/runtime/webhooks/blobs?functionName=Host.Functions.TakeDroppedFile&code=$key",
        "minimumTlsVersionAllowed": "1.2"
      }
    },
    "filter": {
      "subjectBeginsWith": "/blobServices/default/containers/drop/",
      "includedEventTypes": ["Microsoft.Storage.BlobCreated"]
    },
    "eventDeliverySchema": "EventGridSchema",
    "retryPolicy": { "maxDeliveryAttempts": 30, "eventTimeToLiveInMinutes": 1440 }
  }
}
JSON

az rest --method put --output none --headers Content-Type=application/json --body "@$body" \
  --url "$group/providers/Microsoft.EventGrid/systemTopics/$CGIHUB_DROP_TOPIC/eventSubscriptions/drop?api-version=2025-02-15"

# Event Grid asks the app whether it wants the events; that takes up to a minute.
tries=0
while :; do
  state=$(az rest --method get --query properties.provisioningState --output tsv \
    --url "$group/providers/Microsoft.EventGrid/systemTopics/$CGIHUB_DROP_TOPIC/eventSubscriptions/drop?api-version=2025-02-15")
  case $state in
    Succeeded) echo "ok      the app is told of files in the drop"; exit 0 ;;
    Failed | Canceled) echo "FAILED  Event Grid could not subscribe the app ($state): it did not answer the handshake" >&2; exit 1 ;;
  esac
  tries=$((tries + 1))
  if [ "$tries" -ge 30 ]; then echo "FAILED  the subscription is still '$state' after five minutes" >&2; exit 1; fi
  sleep 10
done
