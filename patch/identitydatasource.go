package patch

// IdentityDatasource is the operation that sets which datasource holds the
// identity data, such as keys and tokens: the Name of the DataSource of the
// JDBCPersistenceManager in identity/identity.xml.
//
// A missing element is inserted. A commented one is taken out of its comment. A
// present one changes if it differs. Two are a problem that names both lines. A
// file without a <JDBCPersistenceManager> with a <DataSource> is refused.
type IdentityDatasource struct {
	// JNDI is the JNDI name of the datasource.
	JNDI string
	// Datasource is its name; it is used if JNDI is empty. It stands for the
	// JNDI name that this datasource binds, or jdbc/<Datasource> if the home
	// has none with this name.
	Datasource string
}

// File implements Operation.
func (IdentityDatasource) File() string { return IdentityConfiguration }

// Apply implements Operation.
func (o IdentityDatasource) Apply(docs *Documents) ([]Report, error) {
	editor, err := docs.Edit(IdentityConfiguration)
	if err != nil {
		return nil, err
	}
	source, err := editor.path("JDBCPersistenceManager", "DataSource")
	if err != nil {
		return nil, err
	}
	if o.JNDI == "" {
		o.JNDI = docs.jndiOf(o.Datasource)
	}
	name, err := editor.slot(source, "Name")
	if err != nil {
		return nil, err
	}
	missing := name.present == nil
	changed := name.set(Value{Text: o.JNDI}, Trimmed, false)
	return editor.outcome("JDBCPersistenceManager/DataSource/Name", name, missing, changed), nil
}
