using System.Runtime.CompilerServices;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests;

/// <summary>
/// Whatever lies outside Compat sees its public members only, which CI compares with the official ones: so it compiles against the
/// official assemblies too.
/// </summary>
[TestClass]
public sealed class OpennessTests
{
    [TestMethod]
    [DataRow(typeof(global::TorchSharp.torch))]
    [DataRow(typeof(global::Microsoft.ML.MLContext))]
    public void TheInsideIsOpenToTheseTestsOnly(Type type)
    {
        var friends = type.Assembly.GetCustomAttributes(typeof(InternalsVisibleToAttribute), false).Cast<InternalsVisibleToAttribute>();
        var own = typeof(OpennessTests).Assembly.GetName().Name;
        CollectionAssert.AreEqual(new[] { own }, friends.Select(friend => friend.AssemblyName).ToArray());
    }
}
