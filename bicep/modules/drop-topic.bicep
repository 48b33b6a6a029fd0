// Tells the functions of files that partners drop. Its subscription holds a key of the app, and is made after the
// app is deployed (hooks/postdeploy).

import * as types from '../types.bicep'

param location types.location
param name string
param storageName string
param auditWorkspaceId string
param tags { *: string }

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    source: storage.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: topic
  properties: {
    workspaceId: auditWorkspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = topic.id
