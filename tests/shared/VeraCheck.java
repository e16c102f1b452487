import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Prints one line for each rule of PDF/UA-1 that the file breaks, then "done". */
public class VeraCheck {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour ua = PDFAFlavour.fromString("ua1");
        for (String file : files) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), ua)) {
                ValidationResult result = Foundries.defaultInstance().createValidator(ua, false).validate(parser);
                for (TestAssertion failed : result.getTestAssertions()) {
                    System.out.println(failed.getRuleId().getClause() + " " + failed.getMessage());
                }
                System.out.println(result.isCompliant() ? "done" : "broken");
            }
        }
    }
}
