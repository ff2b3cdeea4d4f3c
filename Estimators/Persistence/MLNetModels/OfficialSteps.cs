using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Persistence.MLNetModels;

/// <summary>ML.NET's own transformers, one behind the other, each fitted on the schema that those before it make.</summary>
internal sealed class OfficialSteps(DataViewSchema input) : IDisposable
{
    private const string Purpose = "A network goes into a model of ML.NET by way of";

    // One of its own: the steps are only written, which needs no GPU that a user's may ask for.
    private readonly MLContext ml = new();
    private readonly List<ITransformer> steps = [];
    private readonly List<string> temporary = [];
    private readonly Lazy<DirectoryInfo> folder = new(() => TemporaryFolder.Create(Purpose));
    private IDataView view = new ViewWithoutRows(input);

    public MLContext ML => ml;

    /// <summary>Type of a column that is there now.</summary>
    public DataViewType TypeOf(string column) => view.Schema[column].Type;

    /// <summary>A name for a column that <see cref="Finish"/> drops, which no column of a user's will have.</summary>
    public string Temporary(string name)
    {
        temporary.Add($"<{name}>");
        return temporary[^1];
    }

    /// <summary>Writes a file that goes with this object: a transform that reads one does so again when it is saved.</summary>
    /// <returns>Its path.</returns>
    public string TemporaryFile(byte[] content)
    {
        var path = Path.Combine(folder.Value.FullName, "model.onnx");
        try
        {
            File.WriteAllBytes(path, content);
            return path;
        }
        catch (IOException error)
        {
            throw TemporaryFolder.Failed(Purpose, "", error);
        }
    }

    /// <summary>Adds a transform that looks at the schema alone.</summary>
    public void Add<TTransformer>(IEstimator<TTransformer> estimator) where TTransformer : ITransformer => Add(estimator.Fit(view));

    /// <summary>Adds a transform that has been fitted.</summary>
    public void Add(ITransformer step)
    {
        steps.Add(step);
        view = step.Transform(view);
    }

    public void Copy(string from, string to) => Add(ml.Transforms.CopyColumns(to, from));

    /// <summary>Drops the temporary columns.</summary>
    public TransformerChain<ITransformer> Finish()
    {
        Add(ml.Transforms.DropColumns([.. temporary]));
        return new([.. steps]);
    }

    /// <summary>Disposes the transformers, and deletes the file.</summary>
    public void Dispose()
    {
        foreach (var step in steps) (step as IDisposable)?.Dispose();
        if (folder.IsValueCreated) TemporaryFolder.Delete(folder.Value);
    }
}
