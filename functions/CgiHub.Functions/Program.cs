using CgiHub.Functions.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<AnswerGuard>();
builder.UseMiddleware<MessageSteps>();
builder.UseMiddleware<StorePatience>();
builder.Services.AddHubInAzure(builder.Configuration);
builder.Services.AddBodyLimits();
builder.Logging.AddHubTelemetry(builder.Configuration);
await builder.Build().RunAsync();
