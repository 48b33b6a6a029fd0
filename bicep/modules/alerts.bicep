// Who is told of what, and one page to look at.

import * as types from '../types.bicep'

param location types.location
param groupName string

@description('Addresses that are told.')
@minLength(1)
param emails string[]

@description('The workspace in which the code\'s traces and requests are.')
param telemetryId string

param queuesId string
param dropTopicId string

@description('Display name of the region, for the workbook.')
param region string

param tags { *: string }

@description('Words that the code logs, and how soon somebody must know.')
type logAlert = {
  name: string
  description: string
  query: string
  severity: 0 | 1 | 2 | 3

  @description('How often it is looked at, and over how long (ISO 8601).')
  every: 'PT5M' | 'PT15M' | 'PT1H'
}

var logAlerts logAlert[] = [
  {
    name: 'audit-failure'
    description: 'Attempts could not be recorded in the audit trail. CJIS Security Policy 5.9.5 (AU-5): somebody must know within the hour.'
    query: 'AppTraces | where Message has "could not be recorded in the audit trail" or Message has "has lost the day"'
    severity: 0
    every: 'PT5M'
  }
  {
    name: 'clock-breach'
    description: 'Leads whose clock has run out: somebody is late, and the clock\'s name says who.'
    query: 'AppTraces | where Message startswith "Clock " and Message has "ran out: "'
    severity: 2
    every: 'PT15M'
  }
  {
    name: 'source-circuit-open'
    description: 'An enrichment source failed so often that it is left alone for a while. Packets leave without it.'
    query: 'AppTraces | where Message has "The circuit to" and Message has "opened for"'
    severity: 2
    every: 'PT5M'
  }
  {
    name: 'server-errors'
    description: 'Requests that the hub could not answer.'
    query: 'AppRequests | where toint(ResultCode) >= 500 and Name != "HealthReady"'
    severity: 1
    every: 'PT5M'
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: groupName
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'cgihub'
    emailReceivers: [
      for (email, i) in emails: {
        name: 'person-${i}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: '${groupName}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.name
      description: alert.description
      severity: alert.severity
      enabled: true
      scopes: [telemetryId]
      evaluationFrequency: alert.every
      windowSize: alert.every
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${groupName}-dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'A queue\'s dead-letter queue is not empty. Mend the cause, then replay (docs/operations.md).'
    severity: 1
    enabled: true
    scopes: [queuesId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead-letters'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: ['*'] }]
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource lostDrops 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${groupName}-lost-drops'
  location: 'global'
  tags: tags
  properties: {
    description: 'The functions were not told of a dropped file, a day long. It lies in the drop: read docs/operations.md.'
    severity: 1
    enabled: true
    scopes: [dropTopicId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'lost-drops'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.EventGrid/systemTopics'
          metricName: 'DroppedEventCount'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

// The workbook -----------------------------------------------------------------------------------------------------

var tables = [
  {
    title: 'Packets issued, by reason and band'
    query: 'AppTraces | where Message has ": packet version " | extend reason = tostring(Properties.Reason), band = tostring(Properties.Band) | summarize packets = count() by bin(TimeGenerated, 1h), reason'
    chart: 'timechart'
  }
  {
    title: 'Requests: rate, failures and slowest'
    query: 'AppRequests | summarize requests = count(), failed = countif(toint(ResultCode) >= 500), refused = countif(toint(ResultCode) between (400 .. 499)), p50 = percentile(DurationMs, 50), p99 = percentile(DurationMs, 99) by Name | order by requests desc'
    chart: 'table'
  }
  {
    title: 'Enrichment sources: circuits opened and closed'
    query: 'AppTraces | where Message has "The circuit to" | project TimeGenerated, Message | order by TimeGenerated desc'
    chart: 'table'
  }
  {
    title: 'Steps that failed'
    query: 'AppExceptions | summarize failures = count(), newest = max(TimeGenerated) by OperationName, ExceptionType | order by failures desc'
    chart: 'table'
  }
  {
    title: 'Feeds: rows received'
    query: 'AppTraces | where Message has ", receipt " and Message has " rejected" | extend feed = tostring(Properties.Feed) | summarize batches = count(), rows = sum(tolong(Properties.Received)), rejected = sum(tolong(Properties.Rejected)) by feed'
    chart: 'table'
  }
]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'cgihub-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    category: 'workbook'
    displayName: 'CgiHub ${region}'
    sourceId: telemetryId
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat(
        [
          {
            type: 1
            name: 'title'
            content: { json: '## CgiHub ${region}\nHow the hub runs. Who did what is in the audit workspace.' }
          }
        ],
        map(tables, table => {
          type: 3
          name: table.title
          content: {
            version: 'KqlItem/1.0'
            title: table.title
            query: table.query
            size: 0
            timeContext: { durationMs: 86400000 }
            queryType: 0
            resourceType: 'microsoft.operationalinsights/workspaces'
            crossComponentResources: [telemetryId]
            visualization: table.chart
          }
        })
      )
    })
  }
}
