using Toolkit.Samples;
using Toolkit.Samples.WebApp.Corrections;
using Toolkit.Samples.WebApp.Predicting;
using Toolkit.Samples.WebApp.Security;
using Toolkit.Samples.WebApp.Training;

// Predicting: images of strangers in, answers and heat maps out, by a pool of ONNX Runtime's engines over the model in use.
// Corrections: what people say an image really shows, kept for the next training; nothing else that comes in is stored.
// Training: one training at a time in the background, its progress as server-sent events; its model takes over without a restart.
// Security: limits, problems as JSON, anti-forgery, the page's headers. wwwroot: the page.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddProblems().AddOpenApi();
builder.AddLimits().AddPageSecurity().AddPredicting().AddCorrections().AddTraining();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UsePageHeaders();
app.UseFileServer();
app.UseRateLimiter();

app.MapOpenApi();
app.MapHealthChecks("/health");
app.MapAntiforgery();
app.MapPredicting();
app.MapCorrections();
app.MapTraining();
return UserMistakes.Report(() =>
{
    app.Run();
    return 0;
});
