namespace Toolkit.UnitTests.Support;

/// <summary>What really went wrong. ML.NET's cursors read on several threads, and wrap what is thrown on one of them.</summary>
internal static class InnermostError
{
    /// <summary>Asserts that the innermost of the errors that an action ends with is a <typeparamref name="T"/>.</summary>
    public static T Of<T>(Action action) where T : Exception
    {
        var error = Assert.Throws<Exception>(action);
        while (error.InnerException is { } inner) error = inner;
        return Assert.IsInstanceOfType<T>(error);
    }
}
