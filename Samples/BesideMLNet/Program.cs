// What ML.NET has of its own, beside this toolkit, in one process:
//   photographs [folder]    its features of a pretrained network against ours, and against fine-tuning
//   text items.tsv          its text classifier and our image trainer in one pipeline
using Toolkit.Samples;

try
{
    switch (args)
    {
        case ["photographs", ..] when args.Length <= 2:
            Photographs.Compare(args.ElementAtOrDefault(1) ?? "../shared/data/hymenoptera");
            return 0;
        case ["text", var list]:
            TextAndPhotographs.Judge(list);
            return 0;
        default:
            Console.Error.WriteLine("""
                usage: BesideMLNet photographs [folder]    a folder with train/ and val/, each with a folder a class; else ../shared/data/hymenoptera
                       BesideMLNet text items.tsv          a header line, then label, text, image file of an item a line (tabs)
                """);
            return 1;
    }
}
catch (Exception mistake) when (mistake is ArgumentException or IOException or InvalidDataException)
{
    // What the user can mend is one line; anything else is a defect and keeps its stack trace.
    Console.Error.WriteLine($"error: {mistake.Message}");
    return 1;
}
