// Queues of the hub's own work (CgiHub.Core/Storage/Queues.cs), and one for each agency that receives packets.

import * as types from '../types.bicep'
import { packetsQueueOf } from '../naming.bicep'

param location types.location
param name string

@description('Messaging units: 1, 2, 4, 8 or 16.')
param capacity 1 | 2 | 4 | 8 | 16

@description('The hub\'s own queues, and whether each keeps an order (sessions).')
param workQueues { *: bool }

param agencies types.agency[]
param keyIdentityId string
param keyVaultUri string
param keyName string
param auditWorkspaceId string
param tags { *: string }

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Premium', tier: 'Premium', capacity: capacity }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${keyIdentityId}': {} }
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Disabled'
    premiumMessagingPartitions: 1
    zoneRedundant: true
    encryption: {
      keySource: 'Microsoft.KeyVault'
      requireInfrastructureEncryption: true
      keyVaultProperties: [
        {
          keyVaultUri: keyVaultUri
          keyName: keyName
          identity: { userAssignedIdentity: keyIdentityId }
        }
      ]
    }
  }

  resource rules 'networkRuleSets' = {
    name: 'default'
    properties: {
      publicNetworkAccess: 'Disabled'
      defaultAction: 'Deny'
      trustedServiceAccessEnabled: false
    }
  }

  resource work 'queues' = [
    for queue in items(workQueues): {
      name: queue.key
      properties: {
        requiresSession: queue.value
        requiresDuplicateDetection: true
        duplicateDetectionHistoryTimeWindow: 'PT10M'
        lockDuration: 'PT1M'
        maxDeliveryCount: 10
        deadLetteringOnMessageExpiration: true
        defaultMessageTimeToLive: 'P14D'
        maxSizeInMegabytes: 5120
      }
    }
  ]

  resource packets 'queues' = [
    for agency in agencies: {
      name: packetsQueueOf(agency.ori)
      properties: {
        // In order for each lead; a packet version that is sent again within a day arrives once.
        requiresSession: true
        requiresDuplicateDetection: true
        duplicateDetectionHistoryTimeWindow: 'P1D'
        lockDuration: 'PT1M'
        maxDeliveryCount: 10
        // What an agency does not take in two weeks raises an alert; its inbox has it still.
        deadLetteringOnMessageExpiration: true
        defaultMessageTimeToLive: 'P14D'
        maxSizeInMegabytes: 5120
      }
    }
  ]
}

resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: bus
  properties: {
    workspaceId: auditWorkspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = bus.id
output endpoint string = bus.properties.serviceBusEndpoint
