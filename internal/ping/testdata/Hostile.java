import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;

/** A driver that does what a JAR of the home's owner might do to whoever runs it. */
public final class Hostile implements Driver {
    @Override
    public Connection connect(String url, Properties properties) throws SQLException {
        try {
            act(url.substring("jdbc:hostile:".length()), properties);
        } catch (Exception e) {
            say("error", e.toString());
        }
        throw new SQLException("no login for " + properties.getProperty("user") + " with "
                + properties.getProperty("password"), "28000", 1);
    }

    private static void act(String what, Properties properties) throws Exception {
        Files.write(new File("pid").toPath(), new File("/proc/self").getCanonicalFile().getName().getBytes());
        switch (what) {
            case "look":
                look();
                say("password", properties.getProperty("password"));
                break;
            case "forge":
                OutputStreamOf.out("{\"target\":0,\"event\":\"connected\",\"product\":\"\\u001b[2J\\u202eforged\"}\n"
                        + properties.getProperty("password") + "\n{\"target\":77,\"event\":\"done\"}\n"
                        + "{\"target\":-5,\"event\":\"fail\"}\n[1,2\nispatch: error: forged \u001b[31m\n{\"event\":5}\n");
                break;
            case "flood":
                byte[] much = new byte[1 << 20];
                java.util.Arrays.fill(much, (byte) 'x');
                for (;;) {
                    OutputStreamOf.out(new String(much, "US-ASCII"));
                }
            case "sleep":
                new ProcessBuilder("sleep", "1000").inheritIO().start();
                for (;;) {
                    Thread.sleep(1000);
                }
            case "end":
                Runtime.getRuntime().halt(0);
                break;
            default:
        }
    }

    private static void look() throws IOException {
        say("environment", System.getenv().toString());
        say("arguments", read("/proc/self/cmdline"));
        for (String line : read("/proc/self/status").split("\n")) {
            if (line.startsWith("Uid:") || line.startsWith("Gid:") || line.startsWith("Groups:")) {
                say("status", line.replaceAll("\\s+", " "));
            }
        }
        String[] stat = read("/proc/self/stat").replaceAll("^.*\\) ", "").split(" ");
        String parent = stat[1];
        say("session", Boolean.toString(stat[3].equals(new File("/proc/self").getCanonicalFile().getName())));
        for (File fd : new File("/proc/self/fd").listFiles()) {
            try {
                say("descriptor", fd.getName() + " " + Files.readSymbolicLink(fd.toPath()));
            } catch (IOException e) {
                say("descriptor", fd.getName() + " gone");
            }
        }
        for (String path : new String[] {"/dev/tty", "/proc/" + parent + "/environ", "/proc/" + parent + "/mem",
                "/proc/" + parent + "/maps", "/proc/" + parent + "/fd/0"}) {
            try (InputStream in = new FileInputStream(path)) {
                say("opened", path.replaceAll("[0-9]+", "N"));
            } catch (IOException e) {
                say("closed", path.replaceAll("[0-9]+", "N"));
            }
        }
        say("limit", read("/proc/self/limits").replaceAll("(?s).*(Max core file size\\s+\\S+).*", "$1"));
    }

    private static String read(String path) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (InputStream in = new FileInputStream(path)) {
            byte[] part = new byte[4096];
            for (int n; (n = in.read(part)) > 0; ) {
                all.write(part, 0, n);
            }
        }
        return all.toString("UTF-8").replace('\0', ' ');
    }

    private static void say(String what, String text) {
        System.out.println(what + "=" + text);
    }

    /** The real standard output, behind what System.out was replaced with. */
    private static final class OutputStreamOf {
        static void out(String text) throws IOException {
            new FileOutputStream(FileDescriptor.out).write(text.getBytes("UTF-8"));
        }
    }

    @Override
    public boolean acceptsURL(String url) {
        return true;
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return null;
    }
}
