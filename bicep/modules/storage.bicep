// A storage account without keys, reached over the private network alone.

import * as types from '../types.bicep'

param location types.location
param name string

@description('How often and where data are kept. The archive tier is offered with LRS, GRS and RA-GRS only.')
param redundancy 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_RAGRS'

@description('Blob containers.')
param containers string[]

@description('Services of this account that are used, and logged.')
param services ('blob' | 'queue' | 'table')[]

@description('Container in which nobody changes or deletes what has arrived, and how long. Null for none.')
param immutable { container: string, custody: types.custody }?

@description('Containers whose blobs are only there for a while: days after which they, and what became of them, are removed.')
param shortLived { *: int } = {}

@description('Identity that reads the key.')
param keyIdentityId string

param keyVaultUri string
param keyName string
param auditWorkspaceId string
param tags { *: string }

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${keyIdentityId}': {} }
  }
  properties: {
    accessTier: 'Hot'
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    isLocalUserEnabled: false
    isSftpEnabled: false
    publicNetworkAccess: 'Disabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: 'Deny'
    }
    encryption: {
      keySource: 'Microsoft.Keyvault'
      requireInfrastructureEncryption: true
      identity: { userAssignedIdentity: keyIdentityId }
      // No version: a key that was turned is taken up by itself.
      keyvaultproperties: {
        keyvaulturi: keyVaultUri
        keyname: keyName
      }
      services: {
        blob: { enabled: true, keyType: 'Account' }
        file: { enabled: true, keyType: 'Account' }
        queue: { enabled: true, keyType: 'Account' }
        table: { enabled: true, keyType: 'Account' }
      }
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: immutable != null
    changeFeed: { enabled: immutable != null }
    deleteRetentionPolicy: { enabled: true, days: 30, allowPermanentDelete: false }
    containerDeleteRetentionPolicy: { enabled: true, days: 30 }
  }
}

resource containerList 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [
  for container in containers: {
    parent: blobs
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource immutableContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = if (immutable != null) {
  parent: blobs
  name: immutable!.container
  properties: { publicAccess: 'None' }

  // Left unlocked: an admin locks it when the days are final (docs/operations.md). Locked, they can only grow.
  resource hold 'immutabilityPolicies' = {
    name: 'default'
    properties: {
      immutabilityPeriodSinceCreationInDays: immutable!.custody.immutableDays
      allowProtectedAppendWrites: false
    }
  }
}

var custodyRules = immutable == null
  ? []
  : [
      {
        name: 'custody'
        enabled: true
        type: 'Lifecycle'
        definition: {
          filters: { blobTypes: ['blockBlob'], prefixMatch: ['${immutable!.container}/'] }
          actions: {
            baseBlob: {
              tierToCool: { daysAfterModificationGreaterThan: immutable!.custody.coolAfterDays }
              tierToArchive: { daysAfterModificationGreaterThan: immutable!.custody.archiveAfterDays }
            }
          }
        }
      }
    ]

var shortLivedRules = map(items(shortLived), entry => {
  name: entry.key
  enabled: true
  type: 'Lifecycle'
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['${entry.key}/'] }
    actions: {
      baseBlob: { delete: { daysAfterModificationGreaterThan: entry.value } }
      version: { delete: { daysAfterCreationGreaterThan: entry.value } }
    }
  }
})

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = if (!empty(custodyRules) || !empty(shortLived)) {
  parent: account
  name: 'default'
  properties: {
    policy: { rules: concat(custodyRules, shortLivedRules) }
  }
  dependsOn: [blobs]
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2023-05-01' = if (contains(services, 'queue')) {
  parent: account
  name: 'default'
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2023-05-01' = if (contains(services, 'table')) {
  parent: account
  name: 'default'
}

resource accountLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: account
  properties: {
    workspaceId: auditWorkspaceId
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

resource blobLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: blobs
  properties: {
    workspaceId: auditWorkspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

resource queueLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (contains(services, 'queue')) {
  name: 'audit'
  scope: queueService
  properties: {
    workspaceId: auditWorkspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

resource tableLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (contains(services, 'table')) {
  name: 'audit'
  scope: tableService
  properties: {
    workspaceId: auditWorkspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

output blobEndpoint string = account.properties.primaryEndpoints.blob
output queueEndpoint string = account.properties.primaryEndpoints.queue
output tableEndpoint string = account.properties.primaryEndpoints.table
