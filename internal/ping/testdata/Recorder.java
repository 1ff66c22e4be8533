package test;

import java.lang.reflect.Method;
import java.util.TreeMap;
import org.apache.tomcat.jdbc.pool.ConnectionPool;
import org.apache.tomcat.jdbc.pool.JdbcInterceptor;
import org.apache.tomcat.jdbc.pool.PoolConfiguration;
import org.apache.tomcat.jdbc.pool.PooledConnection;

/** Prints what the pool that it is in was configured with, by the pool's own getters. */
public class Recorder extends JdbcInterceptor {
    private static boolean printed;

    @Override
    public void reset(ConnectionPool pool, PooledConnection connection) {
        if (pool == null || printed) {
            return;
        }
        printed = true;
        TreeMap<String, String> values = new TreeMap<String, String>();
        try {
            for (Method method : PoolConfiguration.class.getMethods()) {
                String name = method.getName();
                boolean getter = name.startsWith("get") || name.startsWith("is");
                if (getter && method.getParameterTypes().length == 0 && !name.equals("getPoolProperties")) {
                    name = name.substring(name.startsWith("is") ? 2 : 3);
                    values.put(name.toLowerCase(), String.valueOf(method.invoke(pool.getPoolProperties())));
                }
            }
        } catch (ReflectiveOperationException e) {
            values.put("error", e.toString());
        }
        for (java.util.Map.Entry<String, String> value : values.entrySet()) {
            System.err.println("pool " + value.getKey() + "=" + value.getValue());
        }
    }
}
