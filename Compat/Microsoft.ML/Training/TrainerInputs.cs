namespace Microsoft.ML.Trainers;

/// <summary>Options of every trainer.</summary>
public abstract class TrainerInputBase
{
    private protected TrainerInputBase()
    {
    }

    /// <summary>The column that is learned from: a vector of Single with a known size.</summary>
    public string FeatureColumnName = "Features";
}

/// <summary>Options of every trainer that learns from labels.</summary>
public abstract class TrainerInputBaseWithLabel : TrainerInputBase
{
    private protected TrainerInputBaseWithLabel()
    {
    }

    /// <summary>The column with what is to be learned.</summary>
    public string LabelColumnName = "Label";
}

/// <summary>Options of every trainer that can give some rows more weight than others.</summary>
public abstract class TrainerInputBaseWithWeight : TrainerInputBaseWithLabel
{
    private protected TrainerInputBaseWithWeight()
    {
    }

    /// <summary>A column of Single that says how much each row counts; null counts all of them once.</summary>
    public string? ExampleWeightColumnName = null;
}
