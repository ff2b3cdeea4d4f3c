using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class SavedModelTests
{
    private readonly MLContext _ml = new();

    public sealed class Row
    {
        public string Name { get; set; } = "";
        public float X { get; set; }
        public float Y { get; set; }
    }

    public sealed class Sum
    {
        public float Total { get; set; }
    }

    [CustomMappingFactoryAttribute("sum of x and y")]
    public sealed class SumFactory : CustomMappingFactory<Row, Sum>
    {
        public override Action<Row, Sum> GetMapping() => (row, sum) => sum.Total = row.X + row.Y;
    }

    private IDataView Data => _ml.Data.LoadFromEnumerable(new[]
    {
        new Row { Name = "ä", X = 1, Y = 10 }, new Row { Name = "b", X = -4, Y = 20 }, new Row { Name = "", X = 2, Y = 15 },
    });

    private IEstimator<ITransformer> Pipeline => _ml.Transforms.Conversion.MapValueToKey("Key", "Name")
        .Append(_ml.Transforms.CustomMapping(new SumFactory().GetMapping(), "sum of x and y"))
        .Append(_ml.Transforms.Concatenate("Features", "X", "Y", "Total"))
        .Append(_ml.Transforms.NormalizeMinMax("Features"))
        .Append(_ml.Transforms.CopyColumns("Copy", "Features"))
        .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Key"))
        .Append(_ml.Transforms.DropColumns("X"));

    private byte[] Saved(ITransformer model, DataViewSchema? schema)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    private static string Show(IDataView data) => string.Join(" | ", data.Preview().RowView.Select(row =>
        string.Join(", ", row.Values.Select(item => ShowValue(item.Value)))));

    private static string? ShowValue(object value) =>
        value is VBuffer<float> vector ? string.Join(' ', vector.DenseValues()) : value.ToString();

    [TestMethod]
    public void AModelLoadedAgainDoesTheSame()
    {
        var model = Pipeline.Fit(Data);
        var other = new MLContext();
        other.ComponentCatalog.RegisterAssembly(typeof(SavedModelTests).Assembly);

        var loaded = other.Model.Load(new MemoryStream(Saved(model, Data.Schema)), out var schema);

        Assert.AreEqual(string.Join(", ", Data.Schema), string.Join(", ", schema));
        Assert.AreEqual(string.Join(", ", model.Transform(Data).Schema), string.Join(", ", loaded.Transform(Data).Schema));
        Assert.AreEqual(Show(model.Transform(Data)), Show(loaded.Transform(Data)));
    }

    [TestMethod]
    public void AModelWithoutSchemaIsLoadedWithNull()
    {
        var model = _ml.Transforms.CopyColumns("B", "Name").Fit(Data);

        _ml.Model.Load(new MemoryStream(Saved(model, null)), out var schema);

        Assert.IsNull(schema);
    }

    [TestMethod]
    public void AnnotationsOfTheSchemaAreKept()
    {
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Name").Fit(Data).Transform(Data);
        var model = _ml.Transforms.Conversion.MapKeyToValue("Name").Fit(keyed);

        _ml.Model.Load(new MemoryStream(Saved(model, keyed.Schema)), out var schema);

        VBuffer<ReadOnlyMemory<char>> values = default;
        schema["Name"].GetKeyValues(ref values);
        Assert.AreEqual("ä b", string.Join(' ', values.DenseValues()));
    }

    [TestMethod]
    public void AMappingWithoutContractCannotBeSaved()
    {
        var model = _ml.Transforms.CustomMapping<Row, Sum>((row, sum) => sum.Total = 1, contractName: null).Fit(Data);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Saved(model, null));

        StringAssert.Contains(error.Message, "contractName");
    }

    [TestMethod]
    public void AMappingThatIsNotRegisteredIsNamed()
    {
        var bytes = Saved(Pipeline.Fit(Data), null);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => new MLContext().Model.Load(new MemoryStream(bytes), out _));

        StringAssert.Contains(error.Message, "sum of x and y");
        StringAssert.Contains(error.Message, "RegisterAssembly");
    }

    [TestMethod]
    public void AForeignTransformerIsAskedToSaveItselfAndItsAnswerReachesTheCaller()
    {
        var model = _ml.Transforms.CopyColumns("B", "Name").Fit(Data).Append(new ForeignTransformer());

        var error = Assert.ThrowsExactly<NotSupportedException>(() => Saved(model, null));

        StringAssert.Contains(error.Message, "its own method");
    }

    [TestMethod]
    public void AModelThatCannotBeSavedLeavesTheOldFile()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "old");

            Assert.ThrowsExactly<NotSupportedException>(() => _ml.Model.Save(new ForeignTransformer(), null, path));

            Assert.AreEqual("old", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void ATruncatedFileIsRefusedWhereverItEnds()
    {
        var bytes = Saved(_ml.Transforms.Conversion.MapValueToKey("Name").Fit(Data), Data.Schema);

        for (int length = 0; length < bytes.Length; length += 7)
        {
            var error = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.Load(new MemoryStream(bytes, 0, length), out _));
            StringAssert.Contains(error.Message, "The model cannot be loaded");
        }
    }

    [TestMethod]
    public void ADamagedFileIsRefusedOrReadButNeverCrashes()
    {
        var bytes = Saved(_ml.Transforms.Conversion.MapValueToKey("Name").Append(_ml.Transforms.CopyColumns("B", "X"))
            .Fit(Data), Data.Schema);
        var random = new Random(1);
        for (int trial = 0; trial < 500; trial++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                _ml.Model.Load(new MemoryStream(damaged), out _);
            }
            catch (InvalidDataException error)
            {
                StringAssert.Contains(error.Message, "The model cannot be loaded");
            }
        }
    }

    [TestMethod]
    public void AFileOfAnotherKindIsRefused()
    {
        using var zip = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(zip, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
            archive.CreateEntry("TrainingInfo/Version.txt").Open().Dispose();

        Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.Load(zip, out _));
        Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.Load(new MemoryStream("no zip at all"u8.ToArray()), out _));
    }
}
