using Toolkit.Samples.WebApp.Corrections;
using Toolkit.Samples.WebApp.Predicting;

namespace Toolkit.Samples.WebApp.Training;

/// <summary>At the start: reads the model that is there, or trains a first one while the page is served already.</summary>
internal sealed class FirstModel(
    ModelInUse inUse, ModelFiles files, Trainer trainer, CorrectionStore corrections, TrainingBoard board, ILogger<FirstModel> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var model = files.Open();
        if (model is not null)
        {
            inUse.Replace(model);
            log.LogInformation("Model {Number} answers, {Path}", model.Number, model.Path);
        }
        board.Update(status => status with { Model = inUse.Number, Waiting = corrections.Waiting, Learnt = corrections.Learnt });
        if (model is null) trainer.Start();
        return Task.CompletedTask;
    }

    /// <summary>Waits for a training to see that the program ends: it computes with what is disposed next.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) =>
        await trainer.Training.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
