using Microsoft.ML.Data;
using Toolkit.Training;
namespace Toolkit.Samples;
internal sealed class TrainingReport(int epochs) : IDisposable
{
    public void OnIteration(IterationReport r) { if (r.Iteration % 20 == 0) Console.WriteLine($"{epochs} {r}"); }
    public void OnEpoch(EpochReport r) => Console.WriteLine(r);
    public void Print(MulticlassClassificationMetrics m, IReadOnlyList<string> names) { Console.WriteLine(m.ConfusionMatrix.GetFormattedConfusionTable()); }
    public void WriteCurves(TrainingResult r, string p) { Directory.CreateDirectory(Path.GetDirectoryName(p)!); }
    public void Dispose() { }
}
