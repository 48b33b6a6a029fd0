# Event Grid tells the app of files in the drop. The address holds a key of the app: it is made here, given to Event
# Grid in a file that only its owner may read, and never shown.
$ErrorActionPreference = 'Stop'

foreach ($name in 'CGIHUB_APP_NAME', 'CGIHUB_DROP_TOPIC', 'AZURE_RESOURCE_GROUP') {
    if (-not [Environment]::GetEnvironmentVariable($name)) { [Console]::Error.WriteLine("$name is not set"); exit 1 }
}

$subscription = az account show --query id --output tsv
$manager = (az cloud show --query endpoints.resourceManager --output tsv).TrimEnd('/')
$group = "$manager/subscriptions/$subscription/resourceGroups/$env:AZURE_RESOURCE_GROUP"
$app = "$group/providers/Microsoft.Web/sites/$env:CGIHUB_APP_NAME"
$drop = "$group/providers/Microsoft.EventGrid/systemTopics/$env:CGIHUB_DROP_TOPIC/eventSubscriptions/drop?api-version=2025-02-15"

# The blob extension makes its key when the app first runs with a blob trigger: that takes a moment after a deployment.
$site = az rest --method get --url "${app}?api-version=2024-04-01" --query properties.defaultHostName --output tsv
$key = $null
for ($try = 0; -not $key -and $try -lt 30; $try++) {
    if ($try -gt 0) { Start-Sleep -Seconds 10 }
    $key = az rest --method post --url "$app/host/default/listkeys?api-version=2024-04-01" --query systemKeys.blobs_extension --output tsv 2>$null
}

if (-not $key) {
    [Console]::Error.WriteLine('The app has no key for its blob trigger after five minutes: its host does not start. bicep/hooks/report.ps1 says more.')
    exit 1
}

$body = [IO.Path]::GetTempFileName()
try {
    # Temporary files belong to their owner alone on Windows; elsewhere it has to be said.
    if (-not $IsWindows) { [IO.File]::SetUnixFileMode($body, [IO.UnixFileMode]'UserRead, UserWrite') }
    @{
        properties = @{
            destination         = @{
                endpointType = 'WebHook'
                properties   = @{
                    endpointUrl              = "https://$site/runtime/webhooks/blobs?functionName=Host.Functions.TakeDroppedFile&code=$key"
                    minimumTlsVersionAllowed = '1.2'
                }
            }
            filter              = @{
                subjectBeginsWith  = '/blobServices/default/containers/drop/'
                includedEventTypes = @('Microsoft.Storage.BlobCreated')
            }
            eventDeliverySchema = 'EventGridSchema'
            retryPolicy         = @{ maxDeliveryAttempts = 30; eventTimeToLiveInMinutes = 1440 }
        }
    } | ConvertTo-Json -Depth 10 | Set-Content $body

    az rest --method put --output none --headers Content-Type=application/json --body "@$body" --url $drop
    if ($LASTEXITCODE -ne 0) { [Console]::Error.WriteLine('FAILED  Event Grid did not take the subscription'); exit 1 }
}
finally {
    Remove-Item $body -Force
}

# Event Grid asks the app whether it wants the events; that takes up to a minute.
for ($try = 0; $try -lt 30; $try++) {
    $state = az rest --method get --url $drop --query properties.provisioningState --output tsv
    if ($state -eq 'Succeeded') { Write-Output 'ok      the app is told of files in the drop'; exit 0 }
    if ($state -in 'Failed', 'Canceled') { [Console]::Error.WriteLine("FAILED  Event Grid could not subscribe the app ($state): it did not answer the handshake"); exit 1 }
    Start-Sleep -Seconds 10
}

[Console]::Error.WriteLine("FAILED  the subscription is still '$state' after five minutes")
exit 1
