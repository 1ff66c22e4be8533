import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.PartialResultException;
import javax.naming.SizeLimitExceededException;
import javax.naming.directory.Attributes;
import javax.naming.directory.InitialDirContext;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;

/**
 * Opens the databases and directories that it reads from standard input, with
 * the JARs of a server's home, and writes what happens to standard output: one
 * JSON object a line. It needs nothing but Java 8, decides nothing about what a
 * failure means, and writes no file.
 *
 * <p>Each target has a thread of its own and the same time. A thread that is
 * still at work when the time is over is reported with what it was doing, and
 * the process ends without waiting for it.
 *
 * <p>The home's classes are loaded by a loader whose parent is the JDK's: they
 * cannot take the place of a class of the JDK, and do not see this one. What
 * they print on standard output goes to standard error.
 */
public final class Ping implements Runnable {
    private static final String POOL = "org.apache.tomcat.jdbc.pool.";
    private static final String JULI = "org.apache.juli.logging.LogFactory";
    private static final String[] STANDARD_INTERCEPTORS = {"ConnectionState", "StatementFinalizer"};
    private static final int PAGE = 100;

    private static OutputStream out;
    private static ClassLoader loader;
    private static boolean pooled;

    private final int index;
    /** Kind, name and value of everything that is known of the target. */
    private final String[][] entries;
    private final long start = System.nanoTime();
    private volatile String stage = "prepare";
    private volatile boolean done;

    private Ping(int index, String[][] entries) {
        this.index = index;
        this.entries = entries;
    }

    public static void main(String[] args) throws Exception {
        out = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err);
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        String home = text(in);
        long timeout = in.readLong();
        for (String[] property : list(in)) {
            System.setProperty(property[1], property[2]);
        }
        List<Ping> targets = new ArrayList<Ping>();
        for (int n = in.readInt(); targets.size() < n; ) {
            targets.add(new Ping(targets.size(), list(in)));
        }
        event(-1, "start", "java", System.getProperty("java.version"), "home", System.getProperty("java.home"));
        loader = new URLClassLoader(jars(new File(home), targets), ClassLoader.getSystemClassLoader().getParent());
        pooled = available(POOL + "PoolProperties") && available(JULI);
        long end = System.nanoTime() + timeout * 1000000;
        List<Thread> threads = new ArrayList<Thread>();
        for (Ping target : targets) {
            Thread thread = new Thread(target, "ping " + target.index);
            thread.setContextClassLoader(loader);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            long left = (end - System.nanoTime()) / 1000000;
            if (left > 0) {
                thread.join(left);
            }
        }
        for (Ping target : targets) {
            if (!target.done) {
                event(target.index, "late", "stage", target.stage, "millis", target.millis());
            }
        }
        event(-1, "end");
        // Neither a driver's threads nor its shutdown hooks are waited for.
        Runtime.getRuntime().halt(0);
    }

    // What is read.

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String[][] list(DataInputStream in) throws IOException {
        String[][] list = new String[in.readInt()][];
        for (int i = 0; i < list.length; i++) {
            list[i] = new String[] {text(in), text(in), text(in)};
        }
        return list;
    }

    /** The last value of a name, null where there is none. */
    private String get(String kind, String name) {
        String value = null;
        for (String[] entry : entries) {
            if (entry[0].equals(kind) && entry[1].equals(name)) {
                value = entry[2];
            }
        }
        return value;
    }

    // The home's classes.

    /**
     * The JARs that the server loads drivers from, and those among its plugins
     * and its own libraries that hold the pool or a class that a target names.
     */
    private static URL[] jars(File home, List<Ping> targets) throws IOException {
        List<URL> urls = new ArrayList<URL>();
        File components = new File(new File(home, "repository"), "components");
        for (String folder : new String[] {"lib", "dropins"}) {
            for (File jar : jarsOf(new File(components, folder))) {
                urls.add(jar.toURI().toURL());
            }
        }
        Set<String> wanted = new TreeSet<String>(Arrays.asList(POOL + "PoolProperties", JULI));
        for (Ping target : targets) {
            for (String name : new String[] {"driverClassName", "dataSourceClassName", "validatorClassName"}) {
                String value = target.get("string", name);
                if (value != null) {
                    wanted.add(value);
                }
            }
            String interceptors = target.get("string", "jdbcInterceptors");
            if (interceptors != null) {
                wanted.addAll(Arrays.asList(interceptors.replaceAll("\\([^)]*\\)", "").split("[;\\s]+")));
            }
        }
        File[] folders = {new File(components, "plugins"), new File(home, "lib"), new File(home, "bin")};
        for (File folder : folders) {
            for (File jar : jarsOf(folder)) {
                if (holds(jar, wanted)) {
                    urls.add(jar.toURI().toURL());
                }
            }
        }
        return urls.toArray(new URL[0]);
    }

    private static File[] jarsOf(File folder) {
        File[] files = folder.listFiles();
        if (files == null) {
            return new File[0];
        }
        List<File> jars = new ArrayList<File>();
        for (File file : files) {
            if (file.getName().endsWith(".jar") && file.isFile()) {
                jars.add(file);
            }
        }
        Collections.sort(jars);
        return jars.toArray(new File[0]);
    }

    private static boolean holds(File jar, Set<String> classes) {
        try (ZipFile zip = new ZipFile(jar)) {
            for (String name : classes) {
                if (zip.getEntry(name.replace('.', '/') + ".class") != null) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // the server can't read it either
        }
        return false;
    }

    private static boolean available(String name) {
        try {
            return Class.forName(name, false, loader) != null;
        } catch (ClassNotFoundException e) {
            return false;
        } catch (LinkageError e) {
            return false;
        }
    }

    // One target.

    @Override
    public void run() {
        try {
            if (get("control", "kind").equals("directory")) {
                directory();
            } else {
                database();
            }
        } catch (Throwable e) {
            fail(stage, e);
        }
        done = true;
        event(index, "done", "millis", millis());
    }

    private String millis() {
        return Long.toString((System.nanoTime() - start) / 1000000);
    }

    private void at(String stage) {
        this.stage = stage;
    }

    private void database() throws Throwable {
        at("load");
        Object source = null;
        Connection connection;
        if (pooled) {
            Object properties = poolProperties();
            source = loader.loadClass(POOL + "DataSource")
                    .getConstructor(loader.loadClass(POOL + "PoolConfiguration")).newInstance(properties);
            event(index, "pool", "jar", jar(source.getClass()));
            at("connect");
            connection = (Connection) call(source, "getConnection");
        } else {
            connection = direct();
        }
        at("connected");
        DatabaseMetaData data = connection.getMetaData();
        event(index, "connected", "millis", millis(), "product", data.getDatabaseProductName(),
                "productVersion", data.getDatabaseProductVersion(), "driver", data.getDriverName(),
                "driverVersion", data.getDriverVersion(), "jar", jar(driverClass(data)));
        query(connection);
        tables(connection);
        at("close");
        connection.close();
        if (source != null) {
            call(source, "close");
        }
    }

    private Class<?> driverClass(DatabaseMetaData data) {
        String name = get("string", "driverClassName");
        if (name == null) {
            name = get("string", "dataSourceClassName");
        }
        try {
            return name == null ? data.getClass() : Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            return data.getClass();
        }
    }

    /** The name of the JAR that a class is from. */
    private static String jar(Class<?> type) {
        try {
            return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getName();
        } catch (RuntimeException e) {
            return "";
        }
    }

    /** The pool's properties, set as RDBMSDataSourceUtils of the server does. */
    private Object poolProperties() throws Throwable {
        Object properties = loader.loadClass(POOL + "PoolProperties").getConstructor().newInstance();
        Properties databaseProperties = null;
        for (String[] entry : entries) {
            String name = entry[1], value = entry[2];
            switch (entry[0]) {
                case "string":
                    set(properties, name, String.class, value);
                    break;
                case "integer":
                    set(properties, name, int.class, Integer.valueOf(value));
                    break;
                case "long":
                    set(properties, name, long.class, Long.valueOf(value));
                    break;
                case "boolean":
                    set(properties, name, boolean.class, Boolean.valueOf(value));
                    break;
                case "database":
                    databaseProperties = databaseProperties == null ? new Properties() : databaseProperties;
                    databaseProperties.setProperty(name, value);
                    break;
                default:
            }
        }
        if (get("string", "dataSourceClassName") != null) {
            set(properties, "dataSource", Object.class, external());
        }
        if (databaseProperties != null) {
            set(properties, "dbProperties", Properties.class, databaseProperties);
        }
        return properties;
    }

    private void set(Object target, String name, Class<?> type, Object value) throws Throwable {
        if (name.equals("dataSourceClassName")) {
            return; // is no property of the pool
        }
        if (name.equals("jdbcInterceptors")) {
            value = String.join(";", STANDARD_INTERCEPTORS) + ";" + value;
        }
        String setter = "set" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        Class<?> boxed = type == boolean.class ? Boolean.class : type;
        for (Class<?> one : new Class<?>[] {type, boxed}) {
            try {
                invoke(target.getClass().getMethod(setter, one), target, value);
                return;
            } catch (NoSuchMethodException e) {
                // the other one, or an older pool that has no such setting
            }
        }
        event(index, "unknown-setting", "name", name);
    }

    /** The object of dataSourceClassName, its properties set as the server does. */
    private Object external() throws Throwable {
        Object source = loader.loadClass(get("string", "dataSourceClassName")).getConstructor().newInstance();
        Map<String, Object> values = new TreeMap<String, Object>();
        for (String[] entry : entries) {
            if (!entry[0].equals("source")) {
                continue;
            }
            String[] name = entry[1].split("\\.");
            if (name.length == 1) {
                values.put(entry[1], entry[2]);
                continue;
            }
            if (!(values.get(name[0]) instanceof Properties)) {
                values.put(name[0], new Properties());
            }
            ((Properties) values.get(name[0])).setProperty(name[1], entry[2]);
        }
        for (Map.Entry<String, Object> value : values.entrySet()) {
            Method setter = setter(source, value.getKey());
            if (setter == null) {
                throw new NoSuchMethodException("no setter for the property " + value.getKey());
            }
            invoke(setter, source, convert(value.getValue(), setter.getParameterTypes()[0]));
        }
        return source;
    }

    private static Method setter(Object target, String property) {
        String name = "set" + property.substring(0, 1).toUpperCase() + property.substring(1);
        for (Method method : target.getClass().getMethods()) {
            if (method.getName().equals(name) && method.getReturnType() == void.class
                    && method.getParameterTypes().length == 1) {
                return method;
            }
        }
        return null;
    }

    private static Object convert(Object value, Class<?> type) {
        String text = String.valueOf(value);
        if (type == boolean.class || type == Boolean.class) {
            return Boolean.valueOf(text);
        } else if (type == int.class || type == Integer.class) {
            return Integer.valueOf(text);
        } else if (type == long.class || type == Long.class) {
            return Long.valueOf(text);
        } else if (type == short.class || type == Short.class) {
            return Short.valueOf(text);
        }
        return value;
    }

    /** A connection without the pool, by what of its settings the driver knows. */
    private Connection direct() throws Throwable {
        event(index, "direct");
        Connection connection;
        if (get("string", "dataSourceClassName") != null) {
            Object source = external();
            at("connect");
            connection = (Connection) call(source, "getConnection");
        } else {
            Driver driver = (Driver) loader.loadClass(get("string", "driverClassName")).getConstructor().newInstance();
            Properties properties = new Properties();
            for (String[] entry : entries) {
                if (entry[0].equals("database")) {
                    properties.setProperty(entry[1], entry[2]);
                }
            }
            if (get("string", "username") != null) {
                properties.setProperty("user", get("string", "username"));
            }
            if (get("string", "password") != null) {
                properties.setProperty("password", get("string", "password"));
            }
            at("connect");
            connection = driver.connect(get("string", "url"), properties);
            if (connection == null) {
                throw new SQLException("the driver " + driver.getClass().getName() + " returned null for URL");
            }
        }
        if (get("boolean", "defaultAutoCommit") != null) {
            connection.setAutoCommit(Boolean.parseBoolean(get("boolean", "defaultAutoCommit")));
        }
        if (get("string", "defaultCatalog") != null) {
            connection.setCatalog(get("string", "defaultCatalog"));
        }
        return connection;
    }

    private void query(Connection connection) throws SQLException {
        String query = get("string", "validationQuery");
        if (query == null || query.isEmpty()) {
            return;
        }
        at("query");
        long before = System.nanoTime();
        try (Statement statement = connection.createStatement()) {
            statement.execute(query);
            event(index, "query", "millis", Long.toString((System.nanoTime() - before) / 1000000));
        } catch (SQLException e) {
            fail("query", e);
        }
        rollback(connection);
    }

    private void tables(Connection connection) throws SQLException {
        for (String[] entry : entries) {
            if (!entry[0].equals("table")) {
                continue;
            }
            at("table");
            try (Statement statement = connection.createStatement()) {
                statement.executeQuery("SELECT 1 FROM " + entry[1] + " WHERE 1 = 0").close();
                event(index, "table", "name", entry[1]);
            } catch (SQLException e) {
                event(index, "table", "name", entry[1], "chain", chain(e));
            }
            rollback(connection);
        }
    }

    /** Ends a transaction that a failed statement may have spoilt. */
    private static void rollback(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    private static Object call(Object target, String name) throws Throwable {
        return invoke(target.getClass().getMethod(name), target);
    }

    private static Object invoke(Method method, Object target, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    // A directory, as LDAPConnectionContext of the server does it.

    private void directory() throws Exception {
        at("connect");
        Hashtable<String, Object> environment = environment();
        if (environment.get(Context.PROVIDER_URL) == null) {
            environment.put(Context.PROVIDER_URL, domainController());
        }
        LdapContext context = Boolean.parseBoolean(get("ldap", "StartTLSEnabled"))
                ? startTLS(environment) : new InitialLdapContext(environment, null);
        event(index, "connected", "millis", millis());
        for (String[] entry : entries) {
            if (entry[0].equals("base")) {
                base(context, entry[1], entry[2]);
            }
        }
        at("close");
        context.close();
    }

    private Hashtable<String, Object> environment() {
        Hashtable<String, Object> environment = new Hashtable<String, Object>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.SECURITY_AUTHENTICATION, "simple");
        put(environment, Context.SECURITY_PRINCIPAL, "ConnectionName", null);
        put(environment, Context.SECURITY_CREDENTIALS, "ConnectionPassword", null);
        put(environment, Context.PROVIDER_URL, "ConnectionURL", null);
        put(environment, Context.REFERRAL, "Referral", null);
        put(environment, "java.naming.ldap.attributes.binary", "java.naming.ldap.attributes.binary", null);
        put(environment, "com.sun.jndi.ldap.connect.timeout", "LDAPConnectionTimeout", "5000");
        put(environment, "com.sun.jndi.ldap.read.timeout", "ReadTimeout", "5000");
        return environment;
    }

    /** Puts a property of the user store; an empty one is as one that is missing where there is a default. */
    private void put(Hashtable<String, Object> environment, String key, String property, String otherwise) {
        String value = get("ldap", property);
        if (value == null || otherwise != null && value.isEmpty()) {
            value = otherwise;
        }
        if (value != null) {
            environment.put(key, value);
        }
    }

    /** Of an Active Directory's domain controllers the one that the server asks first. */
    private String domainController() throws NamingException {
        at("dns");
        Hashtable<String, Object> environment = new Hashtable<String, Object>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, get("ldap", "DNSURL"));
        InitialDirContext dns = new InitialDirContext(environment);
        Attributes attributes = dns.getAttributes("_ldap._tcp." + get("ldap", "DNSDomainName"), new String[] {"SRV"});
        TreeMap<Integer, String[]> records = new TreeMap<Integer, String[]>();
        for (NamingEnumeration<?> all = attributes.get("SRV").getAll(); all.hasMore(); ) {
            String[] record = all.next().toString().split(" ");
            records.put(Integer.valueOf(record[0]), record);
        }
        String[] first = records.firstEntry().getValue();
        Object address = dns.getAttributes(first[3], new String[] {"A"}).get("A").get();
        at("connect");
        String scheme = Boolean.parseBoolean(get("ldap", "ReadOnly")) ? "ldap" : "ldaps";
        return scheme + "://" + address + ":" + first[2];
    }

    /** Connects, asks for TLS, and only then logs in. */
    private LdapContext startTLS(Hashtable<String, Object> environment) throws NamingException, IOException {
        Hashtable<String, Object> before = new Hashtable<String, Object>(environment);
        String[] login = {Context.SECURITY_AUTHENTICATION, Context.SECURITY_PRINCIPAL, Context.SECURITY_CREDENTIALS};
        for (String key : login) {
            before.remove(key);
        }
        LdapContext context = new InitialLdapContext(before, null);
        at("tls");
        ((StartTlsResponse) context.extendedOperation(new StartTlsRequest())).negotiate();
        at("connect");
        for (String key : login) {
            if (environment.get(key) != null) {
                context.addToEnvironment(key, environment.get(key));
            }
        }
        context.getAttributes("");
        return context;
    }

    /** Looks a search base up, and where there is a filter counts one page of what it finds. */
    private void base(LdapContext context, String base, String filter) {
        at("base");
        try {
            context.getAttributes(base, new String[] {"objectClass"});
            event(index, "base", "name", base);
        } catch (NamingException e) {
            event(index, "base", "name", base, "chain", chain(e));
            return;
        }
        if (filter.isEmpty()) {
            return;
        }
        at("users");
        SearchControls controls = new SearchControls();
        controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
        controls.setCountLimit(PAGE);
        String attribute = get("ldap", "UserNameAttribute");
        controls.setReturningAttributes(new String[] {attribute == null ? "1.1" : attribute});
        int count = 0;
        boolean more = false;
        try {
            NamingEnumeration<SearchResult> found = context.search(base, filter, controls);
            for (; count < PAGE && found.hasMore(); count++) {
                found.next();
            }
            more = count == PAGE;
        } catch (SizeLimitExceededException e) {
            more = true;
        } catch (PartialResultException e) {
            // Active Directory, which refers to elsewhere: the server goes on too
        } catch (NamingException e) {
            fail("users", e);
            return;
        }
        event(index, "users", "name", base, "count", Integer.toString(count), "more", Boolean.toString(more));
    }

    // What is written.

    private void fail(String stage, Throwable e) {
        event(index, "fail", "stage", stage, "millis", millis(), "chain", chain(e));
    }

    /** An exception and its causes, each with class, message, SQLState and vendor's code. */
    private static String[][] chain(Throwable e) {
        List<String[]> chain = new ArrayList<String[]>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<Throwable, Boolean>());
        while (e != null && chain.size() < 12 && seen.add(e)) {
            String state = "", code = "";
            Throwable next = e.getCause();
            if (e instanceof SQLException) {
                state = ((SQLException) e).getSQLState();
                code = Integer.toString(((SQLException) e).getErrorCode());
                next = next == null ? ((SQLException) e).getNextException() : next;
            } else if (e instanceof NamingException && next == null) {
                next = ((NamingException) e).getRootCause();
            }
            String message;
            try {
                message = e.getMessage();
            } catch (RuntimeException broken) {
                message = null;
            }
            chain.add(new String[] {e.getClass().getName(), message, state, code});
            e = next;
        }
        return chain.toArray(new String[0][]);
    }

    /** Writes one line: the target, what happened, and names and values. */
    private static void event(int index, String event, Object... values) {
        StringBuilder line = new StringBuilder("{\"target\":").append(index).append(",\"event\":");
        quote(line, event);
        for (int i = 0; i < values.length; i += 2) {
            line.append(',');
            quote(line, (String) values[i]);
            line.append(':');
            if (values[i + 1] instanceof String[][]) {
                String separator = "[";
                for (String[] list : (String[][]) values[i + 1]) {
                    for (String text : list) {
                        line.append(separator);
                        separator = ",";
                        quote(line, text);
                    }
                }
                line.append(']');
            } else {
                quote(line, (String) values[i + 1]);
            }
        }
        byte[] bytes = line.append("}\n").toString().getBytes(StandardCharsets.US_ASCII);
        synchronized (Ping.class) {
            try {
                out.write(bytes);
            } catch (IOException e) {
                Runtime.getRuntime().halt(1); // nobody listens any more
            }
        }
    }

    private static void quote(StringBuilder line, String text) {
        text = text == null ? "" : text.length() > 4000 ? text.substring(0, 4000) : text;
        line.append('"');
        for (char c : text.toCharArray()) {
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}
