# What is dead, and why: asks the hub itself, and where it says nothing, Azure about what it needs.
#
#   report.ps1                          the region of the azd environment
#   report.ps1 http://127.0.0.1:7071    a hub on this machine
#
# Ends with 1 where anything is dead.
param([string] $Hub = $(if ($env:CGIHUB_APP_HOST) { "https://$env:CGIHUB_APP_HOST" }))
$ErrorActionPreference = 'Stop'
if (-not $Hub) { [Console]::Error.WriteLine('Say which hub, or run azd provision first.'); exit 1 }

$script:dead = 0
function Write-Line([string] $word, [string] $text) { Write-Output ('{0,-8}{1}' -f $word, $text) }
function Write-Dead([string] $text) { $script:dead = 1; Write-Line DEAD $text }

# The hub itself ---------------------------------------------------------------------------------------------------

$why = @{
    documents   = 'Cosmos DB: its role (bicep/modules/roles.bicep, keepDocuments), private endpoint, or key in the vault'
    blobs       = 'Blob Storage: its role (keepEvidence), private endpoint, or key in the vault'
    audit       = 'attempts cannot be recorded, so nothing is answered: mend the documents first'
    deadLetters = 'messages were given up: mend the cause, then replay them (docs/operations.md)'
}

try {
    $answer = Invoke-WebRequest "$Hub/health/ready" -SkipHttpErrorCheck -TimeoutSec 60
    $code = [int]$answer.StatusCode
}
catch { $code = 0 }

switch ($code) {
    { $_ -in 200, 503 } {
        $text = if ($answer.Content -is [byte[]]) { [Text.Encoding]::UTF8.GetString($answer.Content) } else { $answer.Content }
        $report = try { $text | ConvertFrom-Json } catch { $null }
        foreach ($check in @($report.checks.PSObject.Properties | Where-Object { $_ })) {
            $reason = if ($why[$check.Name]) { $why[$check.Name] } else { 'the log tells more' }
            switch ($check.Value.state) {
                'ok' { Write-Line ok "$($check.Name): $($check.Value.detail)" }
                'degraded' { Write-Line LOOK "$($check.Name): $($check.Value.detail) ($reason)" }
                default { Write-Dead "$($check.Name): $($check.Value.detail) ($reason)" }
            }
        }

        if ($code -eq 503) { $script:dead = 1 }
    }
    0 { Write-Dead "the hub: nothing answers at $Hub (no such name, no way there, or the plan has no instance)" }
    403 { Write-Dead "the hub: this address is not let in; add it to 'callers' of the region" }
    404 { Write-Dead 'the hub: no functions are loaded; the package is missing, or the host does not start' }
    default { Write-Dead "the hub: it answers $code; the host does not start" }
}

if ($Hub.StartsWith('http://')) { exit $script:dead }

# What it needs ----------------------------------------------------------------------------------------------------

foreach ($name in 'CGIHUB_APP_NAME', 'CGIHUB_DROP_TOPIC', 'AZURE_RESOURCE_GROUP') {
    if (-not [Environment]::GetEnvironmentVariable($name)) { [Console]::Error.WriteLine("$name is not set"); exit 1 }
}

$rg = $env:AZURE_RESOURCE_GROUP
$subscription = az account show --query id --output tsv
$manager = (az cloud show --query endpoints.resourceManager --output tsv).TrimEnd('/')
$group = "$manager/subscriptions/$subscription/resourceGroups/$rg"
$app = "$group/providers/Microsoft.Web/sites/$env:CGIHUB_APP_NAME"

$state = az rest --method get --url "${app}?api-version=2024-04-01" --query properties.state --output tsv 2>$null
if ($state -eq 'Running') { Write-Line ok 'app: running' } else { Write-Dead "app: $(if ($state) { $state } else { 'missing' })" }

$loaded = [int](az rest --method get --url "$app/functions?api-version=2024-04-01" --query 'length(value)' --output tsv 2>$null)
if ($loaded -gt 0) { Write-Line ok "app: $loaded functions are loaded" } else { Write-Dead "app: no function is loaded (package, settings, or the host's storage)" }

# Settings: names alone, never values.
$names = @(az rest --method post --url "$app/config/appsettings/list?api-version=2024-04-01" --query 'keys(properties)' --output json 2>$null | ConvertFrom-Json)
foreach ($name in 'AzureWebJobsStorage__blobServiceUri', 'CgiHubCosmos__accountEndpoint', 'CgiHubServiceBus__fullyQualifiedNamespace', 'CgiHubBlobs__blobServiceUri', 'CgiHub__Identity__Authority') {
    if ($names -notcontains $name) { Write-Dead "settings: $name is not set; azd provision sets it" }
}

$unread = az rest --method get --url "$app/config/configreferences/appsettings?api-version=2024-04-01" --query "value[?properties.status!='Resolved'].join(' is ', [name, properties.status])" --output tsv 2>$null
if ($unread) { Write-Dead "settings: not read from the vault (the secret is missing, or the role readSecrets): $unread" }

# Roles: the app's identity must have one wherever it works.
$principal = az identity list --resource-group $rg --query "[?contains(name, 'cgihub-app')].principalId | [0]" --output tsv
if (-not $principal) {
    Write-Dead "identity: the app's identity is missing; azd provision makes it"
}
else {
    $scopes = @(az role assignment list --assignee $principal --all --query '[].scope' --output tsv 2>$null)
    foreach ($store in "storageAccounts/$env:CGIHUB_EVIDENCE_ACCOUNT", "namespaces/$env:CGIHUB_QUEUES_NAMESPACE", "vaults/$env:CGIHUB_VAULT_NAME") {
        if ($scopes -like "*/$store*") { Write-Line ok "roles: $store" } else { Write-Dead "roles: the app has none at $store; azd provision gives it" }
    }

    $documents = "databaseAccounts/$env:CGIHUB_DOCUMENTS_ACCOUNT"
    $given = [int](az cosmosdb sql role assignment list --resource-group $rg --account-name $env:CGIHUB_DOCUMENTS_ACCOUNT --query "length([?principalId=='$principal'])" --output tsv 2>$null)
    if ($given -gt 0) { Write-Line ok "roles: $documents" } else { Write-Dead "roles: the app has none at $documents; azd provision gives it" }
}

# Private endpoints, and whether their names lead to them.
$bad = az network private-endpoint list --resource-group $rg --query "[?privateLinkServiceConnections[0].privateLinkServiceConnectionState.status!='Approved'].name" --output tsv
if ($bad) { Write-Dead "private endpoints: not approved: $bad" } else { Write-Line ok 'private endpoints: all approved' }
foreach ($zone in @(az network private-dns zone list --resource-group $rg --query '[].name' --output tsv)) {
    $records = [int](az network private-dns record-set a list --resource-group $rg --zone-name $zone --query 'length(@)' --output tsv)
    $links = [int](az network private-dns link vnet list --resource-group $rg --zone-name $zone --query "length([?virtualNetworkLinkState=='Completed'])" --output tsv)
    if ($records -gt 0 -and $links -gt 0) { Write-Line ok "names: $zone" } else { Write-Dead "names: $zone has $records records and $links links; the store's name leads nowhere" }
}

$state = az rest --method get --url "$group/providers/Microsoft.EventGrid/systemTopics/$env:CGIHUB_DROP_TOPIC/eventSubscriptions/drop?api-version=2025-02-15" --query properties.provisioningState --output tsv 2>$null
if ($state -eq 'Succeeded') { Write-Line ok 'drop: the app is told of new files' } else { Write-Dead "drop: the subscription is $(if ($state) { $state } else { 'missing' }); bicep/hooks/drop-subscription.ps1 makes it" }

exit $script:dead
