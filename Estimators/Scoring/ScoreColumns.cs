using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.Scoring;

/// <summary>The input schema with <c>Score</c> and <c>PredictedLabel</c> behind it, and which of its columns are which.</summary>
internal sealed class ScoreColumns
{
    public ScoreColumns(DataViewSchema input, string imageColumnName, string scoreColumnName, string predictedLabelColumnName, ClassLabels labels)
    {
        Input = input;
        Image = ImageColumn.Find(input, imageColumnName);

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumn(scoreColumnName, new VectorDataViewType(NumberDataViewType.Single, labels.Names.Count), labels.SlotNames());
        builder.AddColumn(predictedLabelColumnName, new KeyDataViewType(typeof(uint), labels.Names.Count), labels.KeyValues());
        Output = builder.ToSchema();
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    /// <summary>The input's column with the images.</summary>
    public DataViewSchema.Column Image { get; }

    public int ScoreIndex => Input.Count;

    public int PredictedLabelIndex => Input.Count + 1;

    /// <summary>True for a column that the network computes.</summary>
    public bool IsComputed(DataViewSchema.Column column) => column.Index >= Input.Count;

    /// <summary>Refuses a getter of a column that nobody asked for.</summary>
    public void CheckActive(DataViewSchema.Column column, bool isActive)
    {
        if (!isActive)
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not among the columns asked for when the cursor or row was made.");
    }

    /// <summary>The input's columns among some of the output's.</summary>
    public IEnumerable<DataViewSchema.Column> PassedThrough(IEnumerable<DataViewSchema.Column> columns) =>
        columns.Where(column => !IsComputed(column)).Select(column => Input[column.Index]);
}
