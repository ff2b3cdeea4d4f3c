// What ML.NET has of its own, beside this toolkit, in one process:
//   photographs [folder]    its features of a pretrained network against ours, and against fine-tuning
//   text items.tsv          its text classifier and our image trainer in one pipeline
using Toolkit.Samples;

return UserMistakes.Report(() =>
{
    switch (args)
    {
        case ["photographs", ..] when args.Length <= 2:
            Photographs.Compare(DataFolder.Hymenoptera(args.ElementAtOrDefault(1)));
            return 0;
        case ["text", var list]:
            TextAndPhotographs.Judge(list);
            return 0;
        default:
            Console.Error.WriteLine($"""
                usage: BesideMLNet photographs [folder]    a folder with train/ and val/, each with a folder a class;
                                                           else {DataFolder.PathOf("hymenoptera")}
                       BesideMLNet text items.tsv          a header line, then label, text, image file of an item a line (tabs)
                """);
            return 1;
    }
});
