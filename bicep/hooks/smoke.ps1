# Does the hub work? Registers an exhibit, uploads an image, and finds the upload in the audit trail.
#
#   smoke.ps1                          against the region of the azd environment, as who is signed in to az
#   smoke.ps1 http://127.0.0.1:7071    against a hub on this machine, with a development token
#
# In Azure, who runs it needs the roles Agency.Submit and Hub.Admin in the hub's app registration.
param([string] $Hub = $(if ($env:CGIHUB_APP_HOST) { "https://$env:CGIHUB_APP_HOST" }))
$ErrorActionPreference = 'Stop'

$ori = if ($env:CGIHUB_SMOKE_ORI) { $env:CGIHUB_SMOKE_ORI } else { 'ZZSMOKE00' }
$script:headers = @{}

class Failure : Exception { Failure([string] $message) : base($message) {} }

function Invoke-Hub([string] $Method, [string] $Path, $Body, [string] $Type = 'application/json', [hashtable] $More = @{}) {
    $all = $script:headers + $More
    try {
        $answer = Invoke-WebRequest "$Hub$Path" -Method $Method -Headers $all -Body $Body -ContentType $Type -SkipHttpErrorCheck -SkipHeaderValidation -TimeoutSec 60
        $text = if ($answer.Content -is [byte[]]) { [Text.Encoding]::UTF8.GetString($answer.Content) } else { "$($answer.Content)" }
        return [pscustomobject]@{ Code = [int]$answer.StatusCode; Text = $text }
    }
    catch { return [pscustomobject]@{ Code = 0; Text = $_.Exception.Message } }
}

function Assert-That([bool] $holds, [string] $message, $answer) {
    if ($holds) { return }
    $problem = try { $answer.Text | ConvertFrom-Json } catch { $null }
    throw [Failure]::new($(if ($problem.title) { "$message`n        $($problem.title): $($problem.detail)" } else { $message }))
}

function Set-Smoke([string[]] $clients) {
    Invoke-Hub PUT "/api/v1/admin/agencies/$ori" (ConvertTo-Json -Depth 5 @{
            ori = $ori; name = 'Smoke check'; appIds = @($clients)
            dissemination = @{ traceData = $false; criminalIntelligence = $false; supervision = $false }
        })
}

$mapped = $false
$result = 0
try {
    if ($Hub -match '^http://(127\.0\.0\.1|localhost):') {
        $answer = Invoke-Hub POST '/dev/token' (ConvertTo-Json @{ roles = @('Agency.Submit', 'Hub.Admin'); agency = $ori })
        Assert-That ($answer.Code -eq 200) "no development token: the hub answered $($answer.Code)" $answer
        $script:headers = @{ Authorization = "Bearer $(($answer.Text | ConvertFrom-Json).token)" }
    }
    elseif ($Hub -match '^https://') {
        $token = az account get-access-token --scope "$env:CGIHUB_AUDIENCE/.default" --query accessToken --output tsv
        Assert-That ([bool]$token) "no token for ${env:CGIHUB_AUDIENCE}: is there consent for az in the hub's app registration? (docs/operations.md)"
        $script:headers = @{ Authorization = "Bearer $token" }

        # The hub knows an agency by the client that asks. For as long as this check takes, its client is the smoke agency's.
        $payload = $token.Split('.')[1].Replace('-', '+').Replace('_', '/')
        $claims = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($payload.PadRight([math]::Ceiling($payload.Length / 4) * 4, '='))) | ConvertFrom-Json
        $client = if ($claims.azp) { $claims.azp } else { $claims.appid }
        $token = $null
        $answer = Set-Smoke @($client)
        Assert-That ($answer.Code -ne 0) "nothing answers at ${Hub}: $($answer.Text)"
        Assert-That ($answer.Code -ne 401) 'the hub does not take the token: audience or authority do not fit' $answer
        Assert-That ($answer.Code -ne 403) "the hub does not let this account in: it needs the roles Agency.Submit and Hub.Admin, and its address must be among 'callers'" $answer
        Assert-That ($answer.Code -ne 422) "the client $client stands in the registry under another agency; run this as somebody else" $answer
        Assert-That ($answer.Code -in 200, 201) "the hub answered $($answer.Code)" $answer
        $mapped = $true
    }
    else {
        throw [Failure]::new("A hub is called by https, or by http on this machine: '$Hub'")
    }

    $now = [DateTime]::UtcNow
    $began = $now.ToString('yyyy-MM-ddTHH:mm:ssZ')
    $exhibit = ConvertTo-Json @{
        ori = $ori; caseNumber = 'SMOKE'; exhibitNumber = "$($now.ToString('yyyyMMdd-HHmmss'))-$PID"; kind = 'cartridgeCase'
        recoveredAt = $began; note = 'Made by the smoke check.'
    }

    # Other instances see the registry's change within seconds.
    for ($try = 0; $try -le 10; $try++) {
        if ($try -gt 0) { Start-Sleep -Seconds 2 }
        $answer = Invoke-Hub POST '/api/v1/evidence' $exhibit
        if ($answer.Code -ne 403) { break }
    }

    Assert-That ($answer.Code -eq 201) "no exhibit could be registered: the hub answered $($answer.Code)" $answer
    $id = ($answer.Text | ConvertFrom-Json).id
    Write-Output "ok      exhibit $id is registered"

    # A PNG of 8 by 8 grey pixels.
    $image = [Convert]::FromBase64String('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR42mNogAIGyhgAgIQgARDoahcAAAAASUVORK5CYII=')
    $digest = [Convert]::ToBase64String([Security.Cryptography.SHA256]::HashData($image))
    $answer = Invoke-Hub PUT "/api/v1/evidence/$id/images/breechFace" $image 'image/png' @{ 'Repr-Digest' = "sha-256=:${digest}:" }
    Assert-That ($answer.Code -eq 201) "its image was not taken: the hub answered $($answer.Code)" $answer
    Write-Output 'ok      its image is stored, and its digest is right'

    for ($try = 0; ; $try++) {
        $answer = Invoke-Hub GET "/api/v1/admin/audit?function=PutEvidenceImage&from=$began&limit=200"
        Assert-That ($answer.Code -eq 200) "the audit trail cannot be read: the hub answered $($answer.Code)" $answer
        if ($answer.Text.Contains("/api/v1/evidence/$id/images/breechFace")) { break }
        Assert-That ($try -lt 15) 'the upload is not in the audit trail after half a minute' $answer
        Start-Sleep -Seconds 2
    }

    Write-Output 'ok      the upload is in the audit trail'
}
catch [Failure] {
    [Console]::Error.WriteLine("FAILED  $($_.Exception.Message)")
    $result = 1
}
finally {
    # Nobody else who uses the same client may act for the smoke agency afterwards.
    if ($mapped -and (Set-Smoke @()).Code -ne 200) {
        [Console]::Error.WriteLine("The client of this check still stands in the registry under ${ori}: take it out (appIds).")
    }
}

exit $result
