// The agency's keys: hardware-protected, one for each store, turned once a year by themselves.

import * as types from '../types.bicep'

param location types.location
param name string

@description('Names of the keys, one for each store.')
@minLength(1)
param keyNames string[]

param auditWorkspaceId string
param tags { *: string }

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'premium' }
    enableRbacAuthorization: true
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    // A store whose key is gone is gone, too.
    enablePurgeProtection: true
    publicNetworkAccess: 'Disabled'
    networkAcls: {
      defaultAction: 'Deny'
      // The stores are services of the platform; they reach their keys this way and by their role.
      bypass: 'AzureServices'
    }
  }
}

resource keys 'Microsoft.KeyVault/vaults/keys@2023-07-01' = [
  for keyName in keyNames: {
    parent: vault
    name: keyName
    tags: tags
    properties: {
      kty: 'RSA-HSM'
      keySize: 3072
      keyOps: ['wrapKey', 'unwrapKey']
      attributes: { enabled: true, exportable: false }
      rotationPolicy: {
        attributes: { expiryTime: 'P2Y' }
        lifetimeActions: [
          {
            trigger: { timeAfterCreate: 'P1Y' }
            action: { type: 'rotate' }
          }
          {
            trigger: { timeBeforeExpiry: 'P30D' }
            action: { type: 'notify' }
          }
        ]
      }
    }
  }
]

resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: auditWorkspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output uri string = vault.properties.vaultUri
