<#
Collects an export of entitlement management from Microsoft Graph. It only reads: GET, nothing else.

    Install-Module Microsoft.Graph.Authentication -Scope CurrentUser     # once
    Connect-MgGraph -Scopes <scopes>
    .\collect.ps1 -Out FOLDER

Runs in Windows PowerShell 5.1 and in PowerShell 7. Every answer is saved as it was received. manifest.json says
when the run began and ended, how many records came, and which requests failed; a request that failed does not
end the run.
#>
param(
    [Parameter(Mandatory)] [string] $Out,   # a new or empty folder
    [switch] $Every                         # ask about every group and application
)
$ErrorActionPreference = 'Stop'

# Dataset: the folder to save in. Per: ask once for each record of that dataset, {id} being its id.
# OnlyNamed: only for those whose id stands in some other answer. Parents: for these and no others.
# Instead: what to ask when the service refuses (403), for a property may need a permission of its own.
$requests = @(
    <requests>
)

if (-not (Get-MgContext)) { throw 'Connect first, with the Connect-MgGraph line at the top of this script.' }
if (Test-Path (Join-Path $Out '*')) { throw "$Out is not empty: pages of two exports must not mix." }
$Out = (New-Item -ItemType Directory -Force $Out).FullName
$started = [DateTime]::UtcNow.ToString('s') + 'Z'
$records = [ordered] @{}   # dataset: how many
$errors = New-Object Collections.ArrayList
$reduced = New-Object Collections.ArrayList
$ids = @{}                 # dataset: the ids in it, for those that others are asked per
$lost = 0                  # requests in a row without any answer
$named = @{}               # the ids of parents that stand in some other answer
$lists = @($requests | Where-Object { $_.OnlyNamed } | ForEach-Object { $_.Per } | Select-Object -Unique)
foreach ($request in $requests) { if ($request.Per) { $ids[$request.Per] = [ordered] @{} } }

# Saves one page. Waits as long as a busy service asks, and tries again.
function Save-Page($Uri, $File) {
    for ($try = 1; $true; $try++) {
        try {
            Invoke-MgGraphRequest -Method GET -Uri $Uri -OutputFilePath $File
            return
        }
        catch {
            $answer = $_.Exception.Response                 # none when the connection failed
            $status = [int] $answer.StatusCode
            if ($try -eq 8 -or $status -notin 0, 429, 500, 502, 503, 504) { throw }
            $wait = [Math]::Max([Math]::Min([Math]::Pow(2, $try), 60), [int] $answer.Headers.RetryAfter.Delta.TotalSeconds)
            Write-Host "  waiting $wait s, then asking again: $($_.Exception.Message)"
            Start-Sleep -Seconds $wait
        }
    }
}

# Writes down a request that brought nothing.
function Add-Failure($Request, $Parent, $Problem) {
    Write-Host "  FAILED $($Request.Dataset) $Parent $Problem"
    [void] $errors.Add(@{ dataset = $Request.Dataset; parent = $Parent; error = "$Problem $($Problem.ErrorDetails)" })
}

# Saves every page of one answer: users/page-0001.json, group_members/ID.json, then group_members/ID/page-0002.json.
function Save-Pages($Request, $Parent) {
    $folder = Join-Path $Out $Request.Dataset
    $uri = '/v1.0' + $Request.Path.Replace('{id}', $Parent)
    for ($number = 1; $uri; $number++) {
        $file = Join-Path $folder ('page-{0:d4}.json' -f $number)
        if ($Parent) { $file = Join-Path $folder "$Parent.json" }
        if ($Parent -and $number -gt 1) { $file = Join-Path (Join-Path $folder $Parent) ('page-{0:d4}.json' -f $number) }
        New-Item -ItemType Directory -Force (Split-Path $file) | Out-Null
        try { Save-Page $uri $file }
        catch {
            if ([int] $_.Exception.Response.StatusCode -ne 403 -or -not $Request.Instead -or $number -gt 1) { throw }
            Write-Host "  refused; asking for less: $_"
            [void] $reduced.Add(@{ dataset = $Request.Dataset; error = "$_ $($_.ErrorDetails)" })
            Save-Page ('/v1.0' + $Request.Instead) $file
        }
        $text = [IO.File]::ReadAllText($file)
        $page = ConvertFrom-Json $text
        $rows = @($page)
        if ($page.PSObject.Properties['value']) { $rows = @($page.value) }
        $records[$Request.Dataset] += $rows.Count
        if ($number % 50 -eq 0) { Write-Host "  $number pages of $($Request.Dataset) so far" }
        if ($ids.Contains($Request.Dataset)) { foreach ($row in $rows) { $ids[$Request.Dataset][$row.id] = $true } }
        if ($lists -notcontains $Request.Dataset) {
            foreach ($found in [regex]::Matches($text, '(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')) {
                foreach ($list in $lists) { if ($ids[$list].Contains($found.Value)) { $named[$found.Value] = $true } }
            }
        }
        $uri = $page.'@odata.nextLink'
    }
}

# Whom to ask about. Asked again while there are answers, for they name further groups: those in groups.
function Get-Parents($Request) {
    if (-not $Request.Per) { return @('') }
    if ($Request.Parents) { return $Request.Parents }
    return @($ids[$Request.Per].Keys | Where-Object { $Every -or -not $Request.OnlyNamed -or $named[$_] })
}

try {
    foreach ($request in $requests) {
        $records[$request.Dataset] = 0
        $asked = @{}
        while (($parents = @(Get-Parents $request | Where-Object { -not $asked.Contains($_) })).Count) {
            foreach ($parent in $parents) {
                $asked[$parent] = $true
                try {
                    Save-Pages $request $parent
                    $lost = 0
                }
                catch {
                    Add-Failure $request $parent $_
                    if ($_.Exception.Response) { $lost = 0 } else { $lost++ }
                    if ($lost -eq 5) { throw 'Five requests in a row got no answer: stopped.' }
                }
            }
        }
        Write-Host "$($request.Dataset): $($records[$request.Dataset]) records"
    }
    $request = $null
}
finally {
    if ($request) { [void] $errors.Add(@{ dataset = $request.Dataset; parent = ''; error = 'ended early' }) }
    $manifest = [ordered] @{
        startedAt = $started
        finishedAt = [DateTime]::UtcNow.ToString('s') + 'Z'
        graph = (Get-MgContext).Environment
        datasets = $records
        errors = $errors
        reduced = $reduced
    }
    [IO.File]::WriteAllText((Join-Path $Out 'manifest.json'), (ConvertTo-Json $manifest -Depth 5))
}
Write-Host "${Out}: $($errors.Count) failed requests. Hand over the whole folder."
