// What happened (audit, kept a year or longer) and how it runs (telemetry). No keys: who writes is known by identity.

import * as types from '../types.bicep'

param location types.location
param auditName string
param telemetryName string
param insightsName string

@description('Days that the audit workspace keeps: a year or longer (CJIS Security Policy 5.9.5, AU-11).')
@minValue(365)
@maxValue(730)
param auditDays int

@description('Days that the telemetry workspace keeps.')
@minValue(30)
@maxValue(730)
param telemetryDays int

@description('Whether queries must come over the private network. Data never come in over another.')
param privateQueries bool

param tags { *: string }

resource audit 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: auditName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: auditDays
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: false
      immediatePurgeDataOn30Days: false
    }
    publicNetworkAccessForIngestion: 'Disabled'
    publicNetworkAccessForQuery: privateQueries ? 'Disabled' : 'Enabled'
  }
}

resource telemetry 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: telemetryName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: telemetryDays
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
    publicNetworkAccessForIngestion: 'Disabled'
    publicNetworkAccessForQuery: privateQueries ? 'Disabled' : 'Enabled'
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    IngestionMode: 'LogAnalytics'
    WorkspaceResourceId: telemetry.id
    DisableLocalAuth: true
    DisableIpMasking: false
    publicNetworkAccessForIngestion: 'Disabled'
    publicNetworkAccessForQuery: privateQueries ? 'Disabled' : 'Enabled'
  }
}

// Who asked the audit workspace what; an attempt on the log is itself on the log.
resource auditLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: audit
  properties: {
    workspaceId: audit.id
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource telemetryLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: telemetry
  properties: {
    workspaceId: audit.id
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output auditId string = audit.id
output telemetryId string = telemetry.id
output insightsConnection string = insights.properties.ConnectionString
