#!/bin/sh
# What is dead, and why: asks the hub itself, and where it says nothing, Azure about what it needs.
#
#   report.sh                          the region of the azd environment
#   report.sh http://127.0.0.1:7071    a hub on this machine
#
# Ends with 1 where anything is dead.
set -eu
hub=${1:-https://${CGIHUB_APP_HOST:?say which hub, or run azd provision first}}
dead=0
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
trap 'exit 1' HUP INT TERM

say() { printf '%-8s%s\n' "$1" "$2"; }
die() { dead=1; say DEAD "$1"; }

# The hub itself ---------------------------------------------------------------------------------------------------

why() {
  case $1 in
    documents) echo "Cosmos DB: its role (bicep/modules/roles.bicep, keepDocuments), private endpoint, or key in the vault" ;;
    blobs) echo "Blob Storage: its role (keepEvidence), private endpoint, or key in the vault" ;;
    audit) echo "attempts cannot be recorded, so nothing is answered: mend the documents first" ;;
    deadLetters) echo "messages were given up: mend the cause, then replay them (docs/operations.md)" ;;
    *) echo "the log tells more" ;;
  esac
}

code=$(curl --silent --max-time 60 --output "$answer" --write-out '%{http_code}' "$hub/health/ready" || true)
case $code in
  200 | 503)
    # {"state":"…","checks":{"name":{"state":"…","detail":"…"},…}}
    checks=$(awk '{ sub(/^.*"checks":{/, ""); gsub(/},/, "}\n"); print }' "$answer" | sed -n 's/^"\([A-Za-z]*\)":{"state":"\([a-z]*\)","detail":"\([^"]*\)".*/\1|\2|\3/p')
    while IFS='|' read -r name state detail; do
      [ -n "$name" ] || continue
      case $state in
        ok) say ok "$name: $detail" ;;
        degraded) say LOOK "$name: $detail ($(why "$name"))" ;;
        *) die "$name: $detail ($(why "$name"))" ;;
      esac
    done <<CHECKS
$checks
CHECKS
    if [ "$code" = 503 ]; then dead=1; fi
    ;;
  000) die "the hub: nothing answers at $hub (no such name, no way there, or the plan has no instance)" ;;
  403) die "the hub: this address is not let in; add it to 'callers' of the region" ;;
  404) die "the hub: no functions are loaded; the package is missing, or the host does not start" ;;
  *) die "the hub: it answers $code; the host does not start" ;;
esac

case $hub in http://*) exit "$dead" ;; esac

# What it needs ----------------------------------------------------------------------------------------------------

: "${AZURE_RESOURCE_GROUP:?}" "${CGIHUB_APP_NAME:?}" "${CGIHUB_DROP_TOPIC:?}"
subscription=$(az account show --query id --output tsv)
manager=$(az cloud show --query endpoints.resourceManager --output tsv)
group="${manager%/}/subscriptions/$subscription/resourceGroups/$AZURE_RESOURCE_GROUP"
app="$group/providers/Microsoft.Web/sites/$CGIHUB_APP_NAME"

state=$(az rest --method get --url "$app?api-version=2024-04-01" --query properties.state --output tsv 2> /dev/null || echo missing)
case $state in
  Running) say ok "app: running" ;;
  *) die "app: $state" ;;
esac

loaded=$(az rest --method get --url "$app/functions?api-version=2024-04-01" --query 'length(value)' --output tsv 2> /dev/null || echo 0)
if [ "$loaded" -gt 0 ]; then say ok "app: $loaded functions are loaded"; else die "app: no function is loaded (package, settings, or the host's storage)"; fi

# Settings: names alone, never values.
names=$(az rest --method post --url "$app/config/appsettings/list?api-version=2024-04-01" --query 'keys(properties)' --output tsv 2> /dev/null || true)
for name in AzureWebJobsStorage__blobServiceUri CgiHubCosmos__accountEndpoint CgiHubServiceBus__fullyQualifiedNamespace CgiHubBlobs__blobServiceUri CgiHub__Identity__Authority; do
  if ! printf '%s' "$names" | tr '\t' '\n' | grep -qx "$name"; then die "settings: $name is not set; azd provision sets it"; fi
done

unread=$(az rest --method get --url "$app/config/configreferences/appsettings?api-version=2024-04-01" \
  --query "value[?properties.status!='Resolved'].join(' is ', [name, properties.status])" --output tsv 2> /dev/null || true)
if [ -n "$unread" ]; then die "settings: not read from the vault (the secret is missing, or the role readSecrets): $unread"; fi

# Roles: the app's identity must have one wherever it works.
principal=$(az identity list --resource-group "$AZURE_RESOURCE_GROUP" --query "[?contains(name, 'cgihub-app')].principalId | [0]" --output tsv)
if [ -z "$principal" ]; then
  die "identity: the app's identity is missing; azd provision makes it"
else
  roles=$(az role assignment list --assignee "$principal" --all --query '[].[scope,roleDefinitionName]' --output tsv 2> /dev/null || true)
  for store in "storageAccounts/${CGIHUB_EVIDENCE_ACCOUNT:-}" "namespaces/${CGIHUB_QUEUES_NAMESPACE:-}" "vaults/${CGIHUB_VAULT_NAME:-}"; do
    if printf '%s' "$roles" | grep -q "/$store"; then say ok "roles: $store"; else die "roles: the app has none at $store; azd provision gives it"; fi
  done
  documents=$(az cosmosdb sql role assignment list --resource-group "$AZURE_RESOURCE_GROUP" --account-name "${CGIHUB_DOCUMENTS_ACCOUNT:-}" --query "length([?principalId=='$principal'])" --output tsv 2> /dev/null || echo 0)
  if [ "$documents" -gt 0 ]; then say ok "roles: databaseAccounts/${CGIHUB_DOCUMENTS_ACCOUNT:-}"; else die "roles: the app has none at databaseAccounts/${CGIHUB_DOCUMENTS_ACCOUNT:-}; azd provision gives it"; fi
fi

# Private endpoints, and whether their names lead to them.
bad=$(az network private-endpoint list --resource-group "$AZURE_RESOURCE_GROUP" --query "[?privateLinkServiceConnections[0].privateLinkServiceConnectionState.status!='Approved'].name" --output tsv)
if [ -z "$bad" ]; then say ok "private endpoints: all approved"; else die "private endpoints: not approved: $bad"; fi
for zone in $(az network private-dns zone list --resource-group "$AZURE_RESOURCE_GROUP" --query '[].name' --output tsv); do
  records=$(az network private-dns record-set a list --resource-group "$AZURE_RESOURCE_GROUP" --zone-name "$zone" --query 'length(@)' --output tsv)
  links=$(az network private-dns link vnet list --resource-group "$AZURE_RESOURCE_GROUP" --zone-name "$zone" --query "length([?virtualNetworkLinkState=='Completed'])" --output tsv)
  if [ "$records" -gt 0 ] && [ "$links" -gt 0 ]; then say ok "names: $zone"; else die "names: $zone has $records records and $links links; the store's name leads nowhere"; fi
done

state=$(az rest --method get --url "$group/providers/Microsoft.EventGrid/systemTopics/$CGIHUB_DROP_TOPIC/eventSubscriptions/drop?api-version=2025-02-15" --query properties.provisioningState --output tsv 2> /dev/null || echo missing)
case $state in
  Succeeded) say ok "drop: the app is told of new files" ;;
  *) die "drop: the subscription is $state; bicep/hooks/drop-subscription.sh makes it" ;;
esac

exit "$dead"
