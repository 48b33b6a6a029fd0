// Every role that anybody is given, and nothing but roles. It is deployed twice: first what the stores need to read
// their keys, before there is a store; then the rest.

import * as types from '../types.bicep'
import { packetsQueueOf } from '../naming.bicep'

@description('First step, before there is a store: the identity that reads the stores\' keys, and the vault in which they are.')
param keyAccess { identity: string, vault: string }?

@description('Second step: the identity of the functions, and the resources that it works with; all by name.')
param appAccess {
  identity: string
  vault: string
  evidence: string
  host: string
  documents: string
  queues: string
  insights: string
}?

@description('Agencies that take packets from their queues.')
param agencies types.agency[] = []

@description('Queues of the hub\'s own work.')
param workQueues string[] = []

@description('The group that operates the hub, and the workspaces that it reads.')
param operators { groupId: string, audit: string, telemetry: string }?

// Keys -------------------------------------------------------------------------------------------------------------

resource keyIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = if (keyAccess != null) {
  name: keyAccess!.identity
}

resource keyVault 'Microsoft.KeyVault/vaults@2023-07-01' existing = if (keyAccess != null) {
  name: keyAccess!.vault
}

resource unwrapKeys 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (keyAccess != null) {
  name: guid(keyVault.id, keyIdentity.id, 'unwrapKeys')
  scope: keyVault
  properties: {
    principalId: keyIdentity!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Key Vault Crypto Service Encryption User').id
    description: 'The stores wrap and unwrap their own keys with the agency\'s.'
  }
}

// The functions ----------------------------------------------------------------------------------------------------

resource appIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = if (appAccess != null) {
  name: appAccess!.identity
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = if (appAccess != null) {
  name: appAccess!.vault
}

resource evidence 'Microsoft.Storage/storageAccounts@2023-05-01' existing = if (appAccess != null) {
  name: appAccess!.evidence
}

resource host 'Microsoft.Storage/storageAccounts@2023-05-01' existing = if (appAccess != null) {
  name: appAccess!.host
}

resource documents 'Microsoft.DocumentDB/databaseAccounts@2025-10-15' existing = if (appAccess != null) {
  name: appAccess!.documents

  resource dataContributor 'sqlRoleDefinitions' existing = {
    // Built in: reads and writes documents, and nothing of the account itself.
    name: '00000000-0000-0000-0000-000000000002'
  }
}

resource queues 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = if (appAccess != null) {
  name: appAccess!.queues
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = if (appAccess != null) {
  name: appAccess!.insights
}

resource readSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (appAccess != null) {
  name: guid(vault.id, appIdentity.id, 'readSecrets')
  scope: vault
  properties: {
    principalId: appIdentity!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Key Vault Secrets User').id
    description: 'Settings that name a partner\'s credential in the vault.'
  }
}

resource keepEvidence 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (appAccess != null) {
  name: guid(evidence.id, appIdentity.id, 'keepEvidence')
  scope: evidence
  properties: {
    principalId: appIdentity!.properties.principalId
    principalType: 'ServicePrincipal'
    // Contributor, not owner: owners may remove versions for good. It also issues the keys that valet keys are signed with.
    roleDefinitionId: roleDefinitions('Storage Blob Data Contributor').id
    description: 'Images, uploads, receipts and the drop.'
  }
}

resource keepDropQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (appAccess != null) {
  name: guid(evidence.id, appIdentity.id, 'keepDropQueue')
  scope: evidence
  properties: {
    principalId: appIdentity!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Storage Queue Data Contributor').id
    description: 'The blob trigger notes dropped files in a queue, and those that failed.'
  }
}

// What the Functions host asks of its own storage account.
var hostRoles = ['Storage Blob Data Owner', 'Storage Queue Data Contributor', 'Storage Table Data Contributor']

resource keepHost 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in hostRoles: if (appAccess != null) {
    name: guid(host.id, appIdentity.id, role)
    scope: host
    properties: {
      principalId: appIdentity!.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleDefinitions(role).id
      description: 'The Functions host: locks, timers, its package.'
    }
  }
]

resource keepDocuments 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-10-15' = if (appAccess != null) {
  parent: documents
  name: guid(documents.id, appIdentity.id, 'keepDocuments')
  properties: {
    principalId: appIdentity!.properties.principalId
    roleDefinitionId: documents::dataContributor.id
    scope: documents.id
  }
}

resource sendMessages 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (appAccess != null) {
  name: guid(queues.id, appIdentity.id, 'sendMessages')
  scope: queues
  properties: {
    principalId: appIdentity!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Azure Service Bus Data Sender').id
    description: 'Work, and packets for agencies.'
  }
}

resource workQueue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [
  for name in workQueues: {
    parent: queues
    name: name
  }
]

resource doWork 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, i) in workQueues: if (appAccess != null) {
    name: guid(workQueue[i].id, appIdentity.id, 'doWork')
    scope: workQueue[i]
    properties: {
      principalId: appIdentity!.properties.principalId
      principalType: 'ServicePrincipal'
      // Owner of these queues alone: the platform asks for their length to decide how many instances there are.
      roleDefinitionId: roleDefinitions('Azure Service Bus Data Owner').id
      description: 'The hub\'s own work.'
    }
  }
]

resource packetsQueue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [
  for agency in agencies: {
    parent: queues
    name: packetsQueueOf(agency.ori)
  }
]

resource mendPackets 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (agency, i) in agencies: if (appAccess != null) {
    name: guid(packetsQueue[i].id, appIdentity.id, 'mendPackets')
    scope: packetsQueue[i]
    properties: {
      principalId: appIdentity!.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleDefinitions('Azure Service Bus Data Receiver').id
      description: 'Dead letters are listed and replayed.'
    }
  }
]

resource sendTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (appAccess != null) {
  name: guid(insights.id, appIdentity.id, 'sendTelemetry')
  scope: insights
  properties: {
    principalId: appIdentity!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Monitoring Metrics Publisher').id
    description: 'Telemetry without an instrumentation key.'
  }
}

// Agencies and operators -------------------------------------------------------------------------------------------

resource takePackets 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (agency, i) in agencies: if (agency.?principalId != null) {
    name: guid(packetsQueue[i].id, agency.?principalId ?? '', 'takePackets')
    scope: packetsQueue[i]
    properties: {
      principalId: agency.?principalId ?? ''
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleDefinitions('Azure Service Bus Data Receiver').id
      description: 'The agency takes its packets from its own queue, and no other.'
    }
  }
]

resource auditWorkspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = if (operators != null) {
  name: operators!.audit
}

resource telemetryWorkspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = if (operators != null) {
  name: operators!.telemetry
}

resource readAudit 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (operators != null) {
  name: guid(auditWorkspace.id, operators!.groupId, 'readAudit')
  scope: auditWorkspace
  properties: {
    principalId: operators!.groupId
    principalType: 'Group'
    roleDefinitionId: roleDefinitions('Log Analytics Reader').id
  }
}

resource readTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (operators != null) {
  name: guid(telemetryWorkspace.id, operators!.groupId, 'readTelemetry')
  scope: telemetryWorkspace
  properties: {
    principalId: operators!.groupId
    principalType: 'Group'
    roleDefinitionId: roleDefinitions('Log Analytics Reader').id
  }
}
