using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

/// <summary>What ML.NET may write and this library does not, made by hand. Files that it did write are opened by the tests of both lanes.</summary>
[TestClass]
public class SavedModelFormatTests
{
    private const string Part = "TransformerChain/Model.key";

    private readonly MLContext _ml = new();

    public sealed class Row
    {
        public string Name { get; set; } = "";
    }

    private IDataView Data => _ml.Data.LoadFromEnumerable([new Row { Name = "a" }, new Row { Name = "b" }]);

    [TestMethod]
    public void AModelFromWindowsHasBackslashesInItsPaths()
    {
        var model = Rewrite(Saved(_ml.Transforms.Conversion.MapValueToKey("Name")), rename: path => path.Replace('/', '\\'));

        var keys = _ml.Model.Load(new MemoryStream(model), out _).Transform(Data).GetColumn<uint>("Name");

        CollectionAssert.AreEqual(new uint[] { 1, 2 }, keys.ToArray());
    }

    [TestMethod]
    public void TheHeaderOfAPartIsThatOfTheOriginal()
    {
        using var archive = new ZipArchive(new MemoryStream(Saved(_ml.Transforms.CopyColumns("Copy", "Name"))));
        var part = ModelArchive.ReadEntry(archive, Part);
        const int names = 2 * (4 + 4), assembly = 0x90, limit = 0x88;

        Assert.AreEqual("ML\0MODEL", Encoding.ASCII.GetString(part, 0, 8));
        Assert.AreEqual(256, BitConverter.ToInt64(part, 0x10), "where the values begin");
        Assert.AreEqual(4 + 8, BitConverter.ToInt64(part, 0x18), "a count and two numbers of strings");
        Assert.AreEqual(names, BitConverter.ToInt64(part, 0x38), "the letters of 'Copy' and 'Name'");
        Assert.AreEqual("COPYCOLT", Encoding.ASCII.GetString(part, 0x40, 8));
        Assert.AreEqual("CopyTransform", Encoding.ASCII.GetString(part, 0x50, 24).TrimEnd('\0'));
        StringAssert.StartsWith(Encoding.Unicode.GetString(part.AsSpan((int)BitConverter.ToInt64(part, assembly))), "Microsoft.ML.Data, Version=1.0.0.0");
        Assert.AreEqual(part.Length, BitConverter.ToInt64(part, limit));
        Assert.AreEqual("LEDOM\0LM", Encoding.ASCII.GetString(part, part.Length - 8, 8));
    }

    [TestMethod]
    [DataRow("CopyTransform", "WordBags\0\0\0\0\0", "'WordBags'")]
    [DataRow("COPYCOLT", "COPYCOLU", "'COPYCOLU'")]
    public void ATransformerThatIsNotKnownIsNamed(string name, string other, string named)
    {
        var model = Rewrite(Saved(_ml.Transforms.CopyColumns("Copy", "Name")), change: content => Replace(content, name, other));

        var error = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.Load(new MemoryStream(model), out _));

        StringAssert.Contains(error.Message, named);
        StringAssert.Contains(error.Message, "CopyTransform");
    }

    [TestMethod]
    public void AModelWithADataLoaderIsRefused()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            ModelArchive.WriteEntry(archive, ModelArchive.PartEntry, new byte[256]);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.Load(stream, out _));

        StringAssert.Contains(error.Message, "data loader");
    }

    [TestMethod]
    public void AVectorMayBeSparse()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (var number in new[] { 1, 5, 2, 2, 1, 4 }) writer.Write(number); // one vector of five: two values, at 1 and 4
        writer.Write(0.5f);
        writer.Write(-2f);
        stream.Position = 0;

        var vector = BlockCodec.ReadVector<float>(new BinaryReader(stream));

        CollectionAssert.AreEqual(new[] { 0, 0.5f, 0, 0, -2 }, vector.DenseValues().ToArray());
    }

    [TestMethod]
    public void ValuesOfEveryTypeComeBack()
    {
        AssertComesBack("ä".AsMemory(), "".AsMemory(), "two words".AsMemory());
        AssertComesBack(true, false, true, true, false, false, false, true, true);
        AssertComesBack(new DateTime(2020, 2, 29), DateTime.MinValue);
        AssertComesBack(new DateTimeOffset(2020, 2, 29, 1, 2, 3, TimeSpan.FromHours(-3)));
        AssertComesBack(TimeSpan.FromTicks(-1), TimeSpan.MaxValue);
        AssertComesBack(new DataViewRowId(1, 2));
        AssertComesBack<ulong>(ulong.MaxValue, 0);
        AssertComesBack(double.NaN, -0.0);
    }

    private static void AssertComesBack<T>(params T[] values)
    {
        using var stream = new MemoryStream();
        BlockCodec.Write(new BinaryWriter(stream), values);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.AreEqual(string.Join('|', values), string.Join('|', BlockCodec.Read<T>(reader, values.Length)));
        Assert.AreEqual(stream.Length, stream.Position);
    }

    private byte[] Saved(IEstimator<ITransformer> pipeline)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(pipeline.Fit(Data), Data.Schema, stream);
        return stream.ToArray();
    }

    private static byte[] Rewrite(byte[] model, Func<string, string>? rename = null, Func<byte[], byte[]>? change = null)
    {
        using var target = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(model)))
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var path in source.Entries.Select(entry => entry.FullName))
            {
                var content = ModelArchive.ReadEntry(source, path);
                ModelArchive.WriteEntry(archive, rename?.Invoke(path) ?? path, change is null ? content : change(content));
            }
        }
        return target.ToArray();
    }

    private static byte[] Replace(byte[] content, string text, string other) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(content).Replace(text, other, StringComparison.Ordinal));
}
