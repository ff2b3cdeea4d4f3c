namespace Toolkit.Estimators.Schema;

/// <summary>Names of columns that a user chooses.</summary>
internal static class ColumnNames
{
    /// <summary>Does nothing for names that are there, and differ: one column would hide the other.</summary>
    /// <param name="columns">Each with the option that it is the value of.</param>
    /// <exception cref="ArgumentException">A name is empty, or is there twice.</exception>
    public static void Check(params IReadOnlyList<(string Option, string Name)> columns)
    {
        foreach (var (option, name) in columns) ArgumentException.ThrowIfNullOrEmpty(name, option);
        if (columns.GroupBy(column => column.Name).FirstOrDefault(same => same.Count() > 1) is not { } same) return;
        throw new ArgumentException(
            $"{string.Join(" and ", same.Select(column => column.Option))} are both '{same.Key}'. Give each column a name of its own.", same.Last().Option);
    }
}
