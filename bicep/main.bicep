// One region of the hub: everything it consists of, in one resource group, without a key anywhere.
// What differs between regions is in regions/<name>.bicepparam.

targetScope = 'subscription'

import * as types from 'types.bicep'
import { nameOf, saltOf, zonesOf } from 'naming.bicep'

@description('The region that this hub serves; a part of keys, so it stays. Lower-case letters, digits and hyphens.')
@minLength(2)
@maxLength(32)
param region string

@description('The Azure region.')
param location types.location

@description('IANA time zone of the region, such as America/New_York.')
@minLength(3)
param timeZone string

param plan types.plan

@description('Whether the Azure region has availability zones, and the stores and the plan span them.')
param zoneRedundant bool

@description('Agencies that receive lead packets. Their entries in the registry come on top (docs/operations.md).')
@maxLength(900)
param agencies types.agency[]

@description('Whose networks may call the hub.')
@minLength(1)
param callers types.addressRange[]

@description('From where the app\'s package may be deployed.')
param deployers types.addressRange[]

param tokens types.tokens

@description('Enrichment sources that are connected.')
param sources types.sources

@description('Agencies\' own servers to which packets are pushed: the secrets, and private networks. Where each is, their entries in the registry say.')
param push types.push = { secrets: [] }

@description('Addresses of the region\'s network, /24 or larger; not those of a network that it is to be joined with.')
@minLength(9)
@maxLength(18)
param addressSpace string

param throughput types.throughput

@description('Messaging units of the queues.')
param messagingUnits 1 | 2 | 4 | 8 | 16

param custody types.custody

@description('How often and where images are kept: in one place, or in the paired region of the United States, too.')
param imageRedundancy 'Standard_LRS' | 'Standard_GRS' | 'Standard_RAGRS'

@description('Who is told when something is wrong.')
@minLength(1)
param alertEmails string[]

@description('Days that the audit workspace keeps: a year or longer.')
@minValue(365)
@maxValue(730)
param auditDays int

@description('Days that telemetry is kept.')
@minValue(30)
@maxValue(730)
param telemetryDays int

@description('Whether logs can be read over the private network only.')
param privateQueries bool

@description('Object id of the group that operates the hub and reads its logs. Empty for none.')
param operatorsGroupId string = ''

@description('Name of a restored Cosmos DB account that takes the place of the first (docs/operations.md). Empty for none.')
param restoredDocuments string = ''

@description('Name of the azd environment, by which azd finds the resource group.')
param environmentName string = region

// What no type can say ---------------------------------------------------------------------------------------------

var government = startsWith(location, 'usgov')
var zonedLocations = ['centralus', 'eastus', 'eastus2', 'southcentralus', 'westus2', 'westus3', 'usgovvirginia']
var oris = map(agencies, agency => agency.ori)
var everyone = union(callers, deployers)
var pushNames = map(push.secrets, secret => toLower(secret.name))
var letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
var prefixOf = int(last(split(addressSpace, '/')))

var faults = filter(
  [
    region != toLower(region) || contains(region, '_') || contains(region, ' ') || startsWith(region, '-') ? 'region: lower-case letters, digits and hyphens only, as CgiHub:Region takes it.' : ''
    government && plan.kind == 'flexConsumption' ? 'plan: Flex Consumption is not offered in Azure Government; use elasticPremium.' : ''
    zoneRedundant && !contains(zonedLocations, location) ? 'zoneRedundant: ${location} has no availability zones.' : ''
    zoneRedundant && plan.kind == 'elasticPremium' && (plan.?minimumInstances ?? 0) < 2 ? 'plan: an Elastic Premium plan that spans zones needs two instances or more.' : ''
    plan.kind == 'elasticPremium' && (plan.?minimumInstances ?? 0) > plan.maximumInstances ? 'plan: minimumInstances is more than maximumInstances.' : ''
    length(union(oris, [])) != length(oris) ? 'agencies: an ORI is there twice.' : ''
    length(filter(oris, ori => ori != toUpper(ori))) > 0 ? 'agencies: an ORI is written in upper case.' : ''
    length(filter(oris, ori => length(ori) != 9)) > 0 ? 'agencies: an ORI has nine letters and digits.' : ''
    length(filter(everyone, range => endsWith(range.cidr, '/0'))) > 0 ? 'callers, deployers: a range that ends in /0 lets everybody in.' : ''
    length(union(pushNames, [])) != length(pushNames) ? 'push: a secret\'s name is there twice.' : ''
    length(filter(pushNames, name => length(filter(range(0, length(name)), i => !contains(letters, substring(name, i, 1)))) > 0)) > 0 ? 'push: a secret is named with letters and digits.' : ''
    prefixOf > 24 ? 'addressSpace: /24 or larger; the two subnets do not fit otherwise.' : ''
    custody.archiveAfterDays <= custody.coolAfterDays ? 'custody: images are cooled before they are archived.' : ''
    throughput.shared % 1000 != 0 ? 'throughput: in steps of 1000.' : ''
    !contains(timeZone, '/') ? 'timeZone: an IANA name, such as America/New_York.' : ''
  ],
  fault => fault != ''
)

// Nothing is deployed where anything is wrong, and everything that is wrong is said at once.
var checkedRegion = empty(faults) ? region : fail(join(faults, ' '))

// Names ------------------------------------------------------------------------------------------------------------

var salt = saltOf(subscription().subscriptionId, region, location)
var tags = {
  'azd-env-name': environmentName
  'cgihub-region': checkedRegion
}

var names = toObject(
  [
    'group'
    'network'
    'appGuard'
    'endpointGuard'
    'appIdentity'
    'keyIdentity'
    'vault'
    'evidence'
    'host'
    'documents'
    'queues'
    'audit'
    'telemetry'
    'insights'
    'monitorLink'
    'plan'
    'app'
    'dropTopic'
    'alerts'
  ],
  kind => kind,
  kind => kind == 'documents' && !empty(restoredDocuments) ? restoredDocuments : nameOf(kind, region, salt)
)

var databaseName = 'cgihub'
var packageContainer = 'packages'
var keyNames = { evidence: 'evidence', host: 'host', documents: 'documents', queues: 'queues' }

// Queues.Work in the code, and whether each keeps an order.
var workQueues = {
  links: false
  leads: true
  'bulk-links': false
  'bulk-leads': true
  dispatch: true
  lists: false
  webhooks: false
}

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: names.group
  location: location
  tags: tags
}

// Who did what in the subscription itself.
resource subscriptionLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'cgihub-${region}'
  properties: {
    workspaceId: monitor.outputs.auditId
    logs: [
      { category: 'Administrative', enabled: true }
      { category: 'Security', enabled: true }
      { category: 'Policy', enabled: true }
      { category: 'Alert', enabled: true }
    ]
  }
}

module monitor 'modules/monitor.bicep' = {
  scope: group
  params: {
    location: location
    auditName: names.audit
    telemetryName: names.telemetry
    insightsName: names.insights
    auditDays: auditDays
    telemetryDays: telemetryDays
    privateQueries: privateQueries
    tags: tags
  }
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    location: location
    appName: names.appIdentity
    keysName: names.keyIdentity
    tags: tags
  }
}

module network 'modules/network.bicep' = {
  scope: group
  params: {
    location: location
    name: names.network
    appGuardName: names.appGuard
    endpointGuardName: names.endpointGuard
    addressSpace: addressSpace
    delegation: plan.kind == 'flexConsumption' ? 'Microsoft.App/environments' : 'Microsoft.Web/serverFarms'
    auditWorkspaceId: monitor.outputs.auditId
    tags: tags
  }
}

module vault 'modules/key-vault.bicep' = {
  scope: group
  params: {
    location: location
    name: names.vault
    keyNames: map(items(keyNames), key => key.value)
    auditWorkspaceId: monitor.outputs.auditId
    tags: tags
  }
}

module keyRoles 'modules/roles.bicep' = {
  scope: group
  params: {
    keyAccess: { identity: names.keyIdentity, vault: names.vault }
  }
  dependsOn: [identity, vault]
}

module evidence 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    name: names.evidence
    redundancy: imageRedundancy
    // The first part of every blob's name, as the code gives them; and where what arrives waits until it has its name.
    containers: ['uploads', 'receipts', 'drop', 'rejected', 'staging']
    services: ['blob', 'queue']
    immutable: { container: 'evidence', custody: custody }
    shortLived: { uploads: 2, staging: 2, receipts: 400, drop: 30, rejected: 90 }
    keyIdentityId: identity.outputs.keysId
    keyVaultUri: vault.outputs.uri
    keyName: keyNames.evidence
    auditWorkspaceId: monitor.outputs.auditId
    tags: tags
  }
  dependsOn: [keyRoles]
}

module host 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    name: names.host
    redundancy: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    containers: [packageContainer]
    services: ['blob', 'queue', 'table']
    keyIdentityId: identity.outputs.keysId
    keyVaultUri: vault.outputs.uri
    keyName: keyNames.host
    auditWorkspaceId: monitor.outputs.auditId
    tags: tags
  }
  dependsOn: [keyRoles]
}

module documents 'modules/cosmos.bicep' = {
  scope: group
  params: {
    location: location
    name: names.documents
    database: databaseName
    throughput: throughput
    zoneRedundant: zoneRedundant
    keyIdentityId: identity.outputs.keysId
    keyVaultUri: vault.outputs.uri
    keyName: keyNames.documents
    auditWorkspaceId: monitor.outputs.auditId
    tags: tags
  }
  dependsOn: [keyRoles]
}

module queues 'modules/service-bus.bicep' = {
  scope: group
  params: {
    location: location
    name: names.queues
    capacity: messagingUnits
    workQueues: workQueues
    agencies: agencies
    keyIdentityId: identity.outputs.keysId
    keyVaultUri: vault.outputs.uri
    keyName: keyNames.queues
    auditWorkspaceId: monitor.outputs.auditId
    tags: tags
  }
  dependsOn: [keyRoles]
}

module roles 'modules/roles.bicep' = {
  scope: group
  params: {
    appAccess: {
      identity: names.appIdentity
      vault: names.vault
      evidence: names.evidence
      host: names.host
      documents: names.documents
      queues: names.queues
      insights: names.insights
    }
    workQueues: map(items(workQueues), queue => queue.key)
    agencies: agencies
    operators: empty(operatorsGroupId)
      ? null
      : {
          groupId: operatorsGroupId
          audit: names.audit
          telemetry: names.telemetry
        }
  }
  dependsOn: [identity, monitor, vault, evidence, host, documents, queues]
}

// The private network's names and doors ----------------------------------------------------------------------------

var zones = zonesOf(environment().suffixes.storage, environment().suffixes.keyvaultDns, environment().portal)

module privateZones 'modules/private-zone.bicep' = [
  for zone in items(zones): {
    scope: group
    params: {
      name: zone.value
      networkName: names.network
      tags: tags
    }
    dependsOn: [network]
  }
]

module monitorScope 'modules/monitor-scope.bicep' = {
  scope: group
  params: {
    name: names.monitorLink
    auditName: names.audit
    telemetryName: names.telemetry
    insightsName: names.insights
    privateQueries: privateQueries
    tags: tags
  }
  dependsOn: [monitor]
}

var doors = [
  { of: 'evidence', type: 'Microsoft.Storage/storageAccounts', group: 'blob', zones: [zones.blob] }
  { of: 'evidence', type: 'Microsoft.Storage/storageAccounts', group: 'queue', zones: [zones.queue] }
  { of: 'host', type: 'Microsoft.Storage/storageAccounts', group: 'blob', zones: [zones.blob] }
  { of: 'host', type: 'Microsoft.Storage/storageAccounts', group: 'queue', zones: [zones.queue] }
  { of: 'host', type: 'Microsoft.Storage/storageAccounts', group: 'table', zones: [zones.table] }
  { of: 'documents', type: 'Microsoft.DocumentDB/databaseAccounts', group: 'Sql', zones: [zones.documents] }
  { of: 'queues', type: 'Microsoft.ServiceBus/namespaces', group: 'namespace', zones: [zones.messages] }
  { of: 'vault', type: 'Microsoft.KeyVault/vaults', group: 'vault', zones: [zones.vault] }
  { of: 'monitorLink', type: 'Microsoft.Insights/privateLinkScopes', group: 'azuremonitor', zones: [zones.monitor, zones.logQueries, zones.logData] }
]

module endpoints 'modules/private-endpoint.bicep' = [
  for door in doors: {
    scope: group
    params: {
      location: location
      name: '${names[door.of]}-${toLower(door.group)}'
      resourceId: resourceId(subscription().subscriptionId, names.group, door.type, names[door.of])
      group: door.group
      zones: door.zones
      networkName: names.network
      tags: tags
    }
    dependsOn: [privateZones, evidence, host, documents, queues, vault, monitorScope]
  }
]

// The functions ----------------------------------------------------------------------------------------------------

var loginEndpoint = environment().authentication.loginEndpoint
var authority = '${endsWith(loginEndpoint, '/') ? loginEndpoint : '${loginEndpoint}/'}${tokens.?tenantId ?? subscription().tenantId}/v2.0'

module functions 'modules/functions.bicep' = {
  scope: group
  params: {
    location: location
    planName: names.plan
    appName: names.app
    plan: plan
    zoneRedundant: zoneRedundant
    identity: { id: identity.outputs.appId, clientId: identity.outputs.appClientId }
    subnetId: network.outputs.appSubnetId
    packageContainer: packageContainer
    host: { blob: host.outputs.blobEndpoint, queue: host.outputs.queueEndpoint, table: host.outputs.tableEndpoint }
    stores: {
      documents: documents.outputs.endpoint
      blob: evidence.outputs.blobEndpoint
      queue: evidence.outputs.queueEndpoint
      messages: queues.outputs.endpoint
    }
    hubSettings: {
      CgiHub__Region: region
      CgiHub__TimeZone: timeZone
      CgiHub__Identity__Authority: authority
      CgiHub__Identity__Audience: tokens.audience
      ...(tokens.?board == null
        ? {}
        : {
            CgiHub__Board__SignIn__Authority: authority
            CgiHub__Board__SignIn__ClientId: tokens.?board.?clientId ?? ''
            CgiHub__Board__SignIn__Scope: tokens.?board.?scope ?? 'api://${tokens.audience}/.default'
          })
      // The host itself answers 500 above 100 MiB; the hub's own answer comes before.
      CgiHub__Evidence__HttpUploadLimit: '100000000'
    }
    sources: sources
    push: push
    keyVaultUri: vault.outputs.uri
    insightsConnection: monitor.outputs.insightsConnection
    callers: callers
    deployers: deployers
    auditWorkspaceId: monitor.outputs.auditId
    tags: tags
  }
  // An app that starts before it may read its stores, or find them, stays dead until somebody starts it again.
  dependsOn: [roles, endpoints]
}

module dropTopic 'modules/drop-topic.bicep' = {
  scope: group
  params: {
    location: location
    name: names.dropTopic
    storageName: names.evidence
    auditWorkspaceId: monitor.outputs.auditId
    tags: tags
  }
  dependsOn: [evidence]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    groupName: names.alerts
    emails: alertEmails
    telemetryId: monitor.outputs.telemetryId
    queuesId: queues.outputs.id
    dropTopicId: dropTopic.outputs.id
    region: region
    tags: tags
  }
}

// What the hooks after deployment ask for (azd puts them into its environment).
output AZURE_RESOURCE_GROUP string = group.name
output CGIHUB_REGION string = checkedRegion
output CGIHUB_APP_NAME string = names.app
output CGIHUB_APP_HOST string = functions.outputs.host
output CGIHUB_AUDIENCE string = tokens.audience
output CGIHUB_DROP_TOPIC string = names.dropTopic
output CGIHUB_VAULT_NAME string = names.vault
output CGIHUB_EVIDENCE_ACCOUNT string = names.evidence
output CGIHUB_DOCUMENTS_ACCOUNT string = names.documents
output CGIHUB_QUEUES_NAMESPACE string = names.queues
