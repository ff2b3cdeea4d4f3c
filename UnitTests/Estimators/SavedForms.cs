using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Toolkit.Estimators;
using Toolkit.Scoring;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators;

/// <summary>A model in every form in which it can be kept.</summary>
internal sealed class SavedForms(MLContext ml, TransformerChain<ITransformer> model, DataViewSchema schema) : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<ITransformer> loaded = [];

    /// <summary>Read from a file of <c>ml.TransferLearning().Save</c>, written once more and read again.</summary>
    public ITransformer Archive(ScoringEngine engine)
    {
        ml.TransferLearning().Save(model, schema, folder.File("first.zip"));
        var first = Kept(ml.TransferLearning().Load(folder.File("first.zip"), out var read, engine));
        ml.TransferLearning().Save(first, read, folder.File("second.zip"));
        return Kept(ml.TransferLearning().Load(folder.File("second.zip"), out _, engine));
    }

    /// <summary>Read from a file of <c>ml.Model.Save</c>, which holds steps of ML.NET's own alone.</summary>
    public ITransformer MLNet()
    {
        ml.Model.Save(model, schema, folder.File("mlnet.zip"));
        var read = Kept(ml.Model.Load(folder.File("mlnet.zip"), out _));
        foreach (var step in (TransformerChain<ITransformer>)read)
            Assert.DoesNotContain("Toolkit", step.GetType().Assembly.FullName!);
        return read;
    }

    /// <summary>What ONNX Runtime makes of the exported file for an image, and what its metadata say.</summary>
    public (float[] Score, Dictionary<string, string> Metadata) Onnx(byte[] pixels, int side)
    {
        ml.TransferLearning().ExportOnnx(model, folder.File("model.onnx"));
        using var session = new InferenceSession(folder.File("model.onnx"));
        var input = new DenseTensor<float>(pixels.Select(value => (float)value).ToArray(), [1, 3, side, side]);
        using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("Image", input)]);
        return ([.. outputs[0].AsEnumerable<float>()], session.ModelMetadata.CustomMetadataMap);
    }

    public void Dispose()
    {
        foreach (var model in loaded) (model as IDisposable)?.Dispose();
        folder.Dispose();
    }

    private ITransformer Kept(ITransformer read)
    {
        loaded.Add(read);
        return read;
    }
}
