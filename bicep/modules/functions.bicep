// The functions: one app in one plan, without a key. Its settings are all that the code reads from its surroundings.

import * as types from '../types.bicep'
import { hostOf } from '../naming.bicep'

param location types.location
param planName string
param appName string
param plan types.plan

@description('Whether the plan spans the region\'s availability zones.')
param zoneRedundant bool

@description('The identity that the app runs as.')
param identity { id: string, clientId: string }

param subnetId string

@description('Blob container of the host\'s account in which the app\'s package lies (Flex Consumption).')
param packageContainer string

@description('The host\'s own storage account: addresses of its services.')
param host { blob: string, queue: string, table: string }

@description('The stores, by the addresses that the platform gave them.')
param stores { documents: string, blob: string, queue: string, messages: string }

@description('Settings of the hub, by name.')
param hubSettings types.settings

param sources types.sources
param push types.push
param keyVaultUri string

@secure()
param insightsConnection string

@description('Who may call the app. Nobody else gets as far as a token check.')
param callers types.addressRange[]

@description('From where the app\'s package may be deployed.')
param deployers types.addressRange[]

param auditWorkspaceId string
param tags { *: string }

var flex = plan.kind == 'flexConsumption'

// Settings ---------------------------------------------------------------------------------------------------------

@description('Who the app is to a store, as the Functions host and the clients of Azure read it below a connection\'s name.')
func asIdentity(connection string, clientId string) types.settings => {
  '${connection}__credential': 'managedidentity'
  '${connection}__clientId': clientId
}

@description('What stands for a secret in a setting: the secret stays in the vault; without a version the newest counts.')
func inVault(vaultUri string, secretName string) string => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${secretName})'

@description('How an enrichment source is reached.')
func connected(name string, source types.source, vaultUri string) types.settings => {
  'CgiHub__Enrichment__${name}__BaseAddress': source.baseAddress
  'CgiHub__Enrichment__${name}__Auth__Kind': 'ClientCredentials'
  'CgiHub__Enrichment__${name}__Auth__TokenEndpoint': source.tokenEndpoint
  'CgiHub__Enrichment__${name}__Auth__ClientId': source.clientId
  'CgiHub__Enrichment__${name}__Auth__ClientSecret': inVault(vaultUri, source.secretName)
  ...(source.?scope == null ? {} : { 'CgiHub__Enrichment__${name}__Auth__Scope': source.?scope ?? '' })
}

// Addresses, not the account's name: with a name alone the host would put the public cloud's suffix behind it.
var hostSettings = {
  // The hub refuses a large body itself and says where it goes instead; the host's own limit would be a bare error.
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '1073741824'
  AzureWebJobsStorage__blobServiceUri: host.blob
  AzureWebJobsStorage__queueServiceUri: host.queue
  AzureWebJobsStorage__tableServiceUri: host.table
  ...asIdentity('AzureWebJobsStorage', identity.clientId)
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.clientId}'
  // What the exporter tells its maker of itself goes out of the region's network, and nobody here needs it.
  APPLICATIONINSIGHTS_STATSBEAT_DISABLED: 'true'
}

// Flex Consumption has these in functionAppConfig, and refuses them here.
var elasticSettings = flex
  ? {}
  : {
      FUNCTIONS_EXTENSION_VERSION: '~4'
      FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
      WEBSITE_RUN_FROM_PACKAGE: '1'
    }

var storeSettings = {
  CgiHubCosmos__accountEndpoint: stores.documents
  ...asIdentity('CgiHubCosmos', identity.clientId)
  CgiHubServiceBus__fullyQualifiedNamespace: hostOf(stores.messages)
  ...asIdentity('CgiHubServiceBus', identity.clientId)
  CgiHubBlobs__blobServiceUri: stores.blob
  CgiHubBlobs__queueServiceUri: stores.queue
  ...asIdentity('CgiHubBlobs', identity.clientId)
}

// When timers run, as six-field NCRONTAB: every setting that a trigger names between percent signs.
var schedules = {
  CgiHub__Audit__CheckSchedule: '0 30 * * * *'
  CgiHub__Enrichment__LateSchedule: '*/15 * * * * *'
  CgiHub__Evidence__SweepSchedule: '0 40 3 * * *'
  CgiHub__Retention__Schedule: '0 */10 * * * *'
  CgiHub__Triage__Breaches__Schedule: '*/30 * * * * *'
  CgiHub__Triage__Digest__Schedule: '0 * * * * *'
  CgiHub__Triage__Refresh__Schedule: '0 0 * * * *'
}

var sourceSettings = {
  ...(sources.?eTrace == null ? {} : connected('ETrace', sources.eTrace!, keyVaultUri))
  ...(sources.?probation == null ? {} : connected('Probation', sources.probation!, keyVaultUri))
  ...(sources.?parole == null ? {} : connected('Parole', sources.parole!, keyVaultUri))
}

var pushSettings = {
  ...toObject(push.secrets, secret => 'CgiHub__Webhooks__Secrets__${secret.name}', secret => inVault(keyVaultUri, secret.secretName))
  ...toObject(range(0, length(push.?privateNetworks ?? [])), i => 'CgiHub__Webhooks__AllowedNetworks__${i}', i => (push.?privateNetworks ?? [])[i])
}

// The app ----------------------------------------------------------------------------------------------------------

// Between a record and the packet that leaves; and the door that partners and staff knock at.
var alwaysReadyWork = ['function:ForwardRecords', 'function:ForwardLeads', 'function:LinkRecords', 'function:EvaluateLead', 'function:DispatchPacket']

var flexConfig = plan.kind == 'flexConsumption'
  ? {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${host.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: plan.instanceMemory
        maximumInstanceCount: plan.maximumInstances
        alwaysReady: concat([{ name: 'http', instanceCount: plan.alwaysReadyHttp }], map(alwaysReadyWork, name => { name: name, instanceCount: plan.alwaysReadyWork }))
      }
    }
  : null

// Elastic Premium on Linux: the platform keeps the package, so that no file share, and no key to one, is needed.
var elasticConfig = plan.kind == 'elasticPremium'
  ? {
      linuxFxVersion: 'DOTNET-ISOLATED|10.0'
      functionsRuntimeScaleMonitoringEnabled: true
      minimumElasticInstanceCount: plan.minimumInstances
      preWarmedInstanceCount: 1
      // Whether the process answers; whether the stores do is no reason to start it anew.
      healthCheckPath: '/health/live'
    }
  : {}

@description('A rule of the app\'s access list.')
type accessRule = { name: string, ipAddress: string, action: 'Allow', priority: int }

func allow(ranges types.addressRange[]) accessRule[] =>
  map(ranges, (range, i) => {
    name: range.name
    ipAddress: range.cidr
    action: 'Allow'
    priority: 200 + i
  })

resource hostingPlan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: flex ? 'functionapp' : 'elastic'
  sku: plan.kind == 'elasticPremium' ? { name: plan.size, tier: 'ElasticPremium', capacity: plan.minimumInstances } : { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
    maximumElasticWorkerCount: plan.kind == 'elasticPremium' ? plan.maximumInstances : null
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: appName
  location: location
  // How azd finds the app of the service "hub" (azure.yaml).
  tags: { ...tags, 'azd-service-name': 'hub' }
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: hostingPlan.id
    httpsOnly: true
    virtualNetworkSubnetId: subnetId
    vnetRouteAllEnabled: true
    keyVaultReferenceIdentity: identity.id
    // Callers come from agencies' networks over the Internet, and Event Grid from its own: the lists below say who.
    publicNetworkAccess: 'Enabled'
    functionAppConfig: flexConfig
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
      ipSecurityRestrictionsDefaultAction: 'Deny'
      ipSecurityRestrictions: concat(
        [
          {
            name: 'event-grid'
            description: 'Tells of files in the drop.'
            ipAddress: 'AzureEventGrid'
            tag: 'ServiceTag'
            action: 'Allow'
            priority: 100
          }
        ],
        allow(callers)
      )
      scmIpSecurityRestrictionsUseMain: false
      scmIpSecurityRestrictionsDefaultAction: 'Deny'
      scmIpSecurityRestrictions: allow(deployers)
      ...elasticConfig
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      ...hostSettings
      ...elasticSettings
      ...storeSettings
      ...schedules
      ...sourceSettings
      ...pushSettings
      ...hubSettings
      // Where a packet that is too large for a message is fetched.
      CgiHub__Packets__PublicAddress: 'https://${app.properties.defaultHostName}'
    }
  }

  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noPublishPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

resource appLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: app
  properties: {
    workspaceId: auditWorkspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource planLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!flex) {
  name: 'audit'
  scope: hostingPlan
  properties: {
    workspaceId: auditWorkspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output host string = app.properties.defaultHostName
