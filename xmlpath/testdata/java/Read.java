import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * Prints what the JVM's parser reads in each file that a list names: a line an element, with its depth, name, attributes
 * and own text; or that it refuses the file.
 */
class Read {
    static final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    public static void main(String[] args) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setExpandEntityReferences(false);
        factory.setNamespaceAware(false);
        for (String name : Files.readAllLines(Path.of(args[0]))) {
            out.println("file " + name);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            builder.setEntityResolver((publicId, systemId) -> new org.xml.sax.InputSource(new java.io.StringReader("")));
            try {
                element(builder.parse(new File(name)).getDocumentElement(), 0);
            } catch (org.xml.sax.SAXException | java.io.IOException e) {
                out.println("refused");
            }
        }
        out.flush();
    }

    static void element(Element e, int depth) {
        StringBuilder line = new StringBuilder().append(depth).append(' ').append(e.getTagName());
        TreeMap<String, String> attributes = new TreeMap<>();
        NamedNodeMap map = e.getAttributes();
        for (int i = 0; i < map.getLength(); i++) {
            attributes.put(map.item(i).getNodeName(), map.item(i).getNodeValue());
        }
        attributes.forEach((key, value) -> line.append(' ').append(key).append('=').append(quote(value)));
        StringBuilder text = new StringBuilder();
        for (Node n = e.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n.getNodeType() == Node.TEXT_NODE || n.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(n.getNodeValue());
            }
        }
        out.println(line + " " + quote(text.toString()));
        for (Node n = e.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element) {
                element((Element) n, depth + 1);
            }
        }
    }

    static String quote(String value) {
        StringBuilder b = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            if (c < 0x20 || c == '"' || c == '\\' || c > 0x7e) {
                b.append(String.format("\\u{%x}", c));
            } else {
                b.appendCodePoint(c);
            }
        });
        return b.append('"').toString();
    }
}
