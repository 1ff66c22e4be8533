package txn

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// These tests simulate power failures. A recorder notes every change of state
// that a run makes; then, for each moment of the run, disks are constructed
// that have everything that was synced by then, and any part of the rest: a
// file system may write unsynced changes in any order, or not at all.

// A node is a file or a folder of a disk.
type node struct {
	id   int
	kids map[string]*node // nil for a file
	data []byte
	mode fs.FileMode
}

// An op is one change, complete or not at all.
type op struct {
	text  string
	dir   int            // the folder whose names change; -1 for none
	names map[string]int // what each name stands for then; -1 for nothing
	made  *node          // that it makes, empty
	file  int            // the file whose content changes; -1 for none
	write func(n *node)
	torn  func(n *node) // half of it
	// syncs is what it makes durable: the content of a file or the names in a
	// folder. -1 for nothing.
	syncs int
}

// A recorder is a disk that records the changes to the operating system's.
type recorder struct {
	disk
	top  string
	base string // the folder, below top, that changes are made in
	root *node
	ids  int
	ops  []op
}

func newRecorder(t testing.TB, top string, d disk) *recorder {
	r := &recorder{disk: d, top: top, base: "home"}
	r.root = r.scan(t, top)
	return r
}

func (r *recorder) newNode(dir bool, mode fs.FileMode) *node {
	r.ids++
	n := &node{id: r.ids, mode: mode}
	if dir {
		n.kids = map[string]*node{}
	}
	return n
}

func (r *recorder) scan(t testing.TB, name string) *node {
	info, err := os.Lstat(name)
	check(t, err)
	n := r.newNode(info.IsDir(), info.Mode())
	if !info.IsDir() {
		n.data, err = os.ReadFile(name)
		check(t, err)
		return n
	}
	list, err := os.ReadDir(name)
	check(t, err)
	for _, entry := range list {
		n.kids[entry.Name()] = r.scan(t, filepath.Join(name, entry.Name()))
	}
	return n
}

func (n *node) copy(index map[int]*node) *node {
	c := &node{id: n.id, data: append([]byte{}, n.data...), mode: n.mode}
	index[n.id] = c
	if n.kids != nil {
		c.kids = map[string]*node{}
		for name, kid := range n.kids {
			c.kids[name] = kid.copy(index)
		}
	}
	return c
}

// at finds the folder that d is. The recorder's own tree is kept in step.
func (r *recorder) at(d *dir) *node {
	name := d.name
	if filepath.IsAbs(name) {
		name, _ = filepath.Rel(r.top, name)
	} else {
		name = path.Join(r.base, name)
	}
	n := r.root
	for step := range strings.SplitSeq(filepath.ToSlash(name), "/") {
		if n = n.kids[step]; n == nil {
			panic("the recorder knows no " + d.name)
		}
	}
	return n
}

func (r *recorder) note(o op) { r.ops = append(r.ops, o) }

// renamed notes a change of names.
func (r *recorder) renamed(text string, d *dir, names map[string]*node, made *node) {
	n := r.at(d)
	o := op{text: text + " " + d.name, dir: n.id, names: map[string]int{}, made: made, file: -1, syncs: -1}
	for name, kid := range names {
		o.text += " " + name
		if kid == nil {
			o.names[name] = -1
			delete(n.kids, name)
		} else {
			o.names[name] = kid.id
			n.kids[name] = kid
		}
	}
	if made != nil {
		empty := *made
		if made.kids != nil {
			empty.kids = map[string]*node{}
		}
		o.made = &empty
	}
	r.note(o)
}

func (r *recorder) mkdir(d *dir, name string, mode fs.FileMode) error {
	err := r.disk.mkdir(d, name, mode)
	if err == nil {
		n := r.newNode(true, mode)
		r.renamed("mkdir", d, map[string]*node{name: n}, n)
	}
	return err
}

func (r *recorder) rename(d *dir, from, to string) error {
	err := r.disk.rename(d, from, to)
	if err == nil {
		r.renamed("rename", d, map[string]*node{from: nil, to: r.at(d).kids[from]}, nil)
	}
	return err
}

func (r *recorder) renameNew(d *dir, from, to string) error {
	err := r.disk.renameNew(d, from, to)
	if err == nil {
		r.renamed("renameNew", d, map[string]*node{from: nil, to: r.at(d).kids[from]}, nil)
	}
	return err
}

func (r *recorder) exchange(d *dir, a, b string) error {
	err := r.disk.exchange(d, a, b)
	if err == nil {
		n := r.at(d)
		r.renamed("exchange", d, map[string]*node{a: n.kids[b], b: n.kids[a]}, nil)
	}
	return err
}

func (r *recorder) remove(d *dir, name string) error {
	err := r.disk.remove(d, name)
	if err == nil {
		r.renamed("remove", d, map[string]*node{name: nil}, nil)
	}
	return err
}

func (r *recorder) sync(d *dir) error {
	err := r.disk.sync(d)
	if err == nil {
		r.note(op{text: "sync " + d.name, dir: -1, file: -1, syncs: r.at(d).id})
	}
	return err
}

func (r *recorder) create(d *dir, name string) (output, error) {
	f, err := r.disk.create(d, name)
	if err != nil {
		return nil, err
	}
	n := r.newNode(false, 0o600)
	r.renamed("create", d, map[string]*node{name: n}, n)
	return &recordedFile{f, r, n, d.name + "/" + name}, nil
}

func (r *recorder) open(d *dir, name string) (output, error) {
	f, err := r.disk.open(d, name)
	if err != nil {
		return nil, err
	}
	return &recordedFile{f, r, r.at(d).kids[name], d.name + "/" + name}, nil
}

type recordedFile struct {
	output
	recorder *recorder
	node     *node
	name     string
}

func (f *recordedFile) changed(text string, write, torn func(*node)) {
	write(f.node)
	f.recorder.note(op{text: text + " " + f.name, dir: -1, file: f.node.id, write: write, torn: torn, syncs: -1})
}

func (f *recordedFile) WriteAt(data []byte, offset int64) (int, error) {
	n, err := f.output.WriteAt(data, offset)
	data = append([]byte{}, data[:n]...)
	put := func(data []byte) func(*node) {
		return func(n *node) {
			for int64(len(n.data)) < offset+int64(len(data)) {
				n.data = append(n.data, 0)
			}
			copy(n.data[offset:], data)
		}
	}
	f.changed("write", put(data), put(make([]byte, len(data)/2)))
	return n, err
}

func (f *recordedFile) Truncate(size int64) error {
	err := f.output.Truncate(size)
	if err == nil {
		f.changed("truncate", func(n *node) {
			for int64(len(n.data)) < size {
				n.data = append(n.data, 0)
			}
			n.data = n.data[:size]
		}, nil)
	}
	return err
}

func (f *recordedFile) Chmod(mode fs.FileMode) error {
	err := f.output.Chmod(mode)
	if err == nil {
		f.changed("chmod", func(n *node) { n.mode = mode }, nil)
	}
	return err
}

func (f *recordedFile) Sync() error {
	err := f.output.Sync()
	if err == nil {
		f.recorder.note(op{text: "fsync " + f.name, dir: -1, file: -1, syncs: f.node.id})
	}
	return err
}

// A plug is a disk after a power failure: with the first n ops, of which those
// that were not synced took place as choose says.
type plug struct {
	first   *node // the disk before the run
	ops     []op
	pending []int // those of the ops that nothing had made durable
}

func pull(first *node, ops []op) plug {
	p := plug{first: first, ops: ops}
	for i, o := range ops {
		if o.syncs >= 0 {
			continue
		}
		durable := false
		for _, later := range ops[i+1:] {
			if later.syncs >= 0 && (later.syncs == o.dir || later.syncs == o.file) {
				durable = true
			}
		}
		if !durable {
			p.pending = append(p.pending, i)
		}
	}
	return p
}

// Parts of an op that took place.
const (
	lost = iota
	torn
	done
)

// disk makes up a disk: part says of each pending op how much of it took place.
func (p plug) disk(part map[int]int) *node {
	index := map[int]*node{}
	root := p.first.copy(index)
	for i, o := range p.ops {
		if o.made != nil {
			o.made.copy(index)
		}
		how, pending := part[i]
		if !pending {
			how = done
		}
		switch {
		case o.syncs >= 0 || how == lost:
		case o.file >= 0 && how == torn && o.torn != nil:
			o.torn(index[o.file])
		case o.file >= 0:
			o.write(index[o.file])
		case how == done:
			for name, id := range o.names {
				if id < 0 {
					delete(index[o.dir].kids, name)
				} else {
					index[o.dir].kids[name] = index[id]
				}
			}
		}
	}
	return root
}

// build makes the files of a disk in an empty folder.
func (n *node) build(t testing.TB, at string) {
	t.Helper()
	for name, kid := range n.kids {
		full := filepath.Join(at, name)
		if kid.kids == nil {
			check(t, os.WriteFile(full, kid.data, 0o600))
		} else {
			check(t, os.Mkdir(full, 0o700))
			kid.build(t, full)
		}
		check(t, os.Chmod(full, kid.mode.Perm()))
	}
}

// losses are the choices tried for a moment with pending ops.
func losses(pending []int, random *rand.Rand, more int) []map[int]int {
	every := func(how int) map[int]int {
		part := map[int]int{}
		for _, i := range pending {
			part[i] = how
		}
		return part
	}
	list := []map[int]int{every(lost)}
	if len(pending) == 0 {
		return list
	}
	list = append(list, every(done), every(torn))
	if len(pending) > 1 {
		for _, i := range pending {
			but, only := every(done), every(lost)
			but[i], only[i] = lost, done
			list = append(list, but, only)
		}
		for range more {
			part := map[int]int{}
			for _, i := range pending {
				part[i] = random.IntN(3)
			}
			list = append(list, part)
		}
	}
	return list
}

// wipe empties the scenario's folder.
func (sc *scenario) wipe(t testing.TB) {
	t.Helper()
	list, err := os.ReadDir(sc.top)
	check(t, err)
	for _, entry := range list {
		check(t, os.RemoveAll(filepath.Join(sc.top, entry.Name())))
	}
}

// powerFails simulates a power failure at every moment of a run, or of one that
// was killed after some calls and of the one that recovers. from is the first
// moment, as a number of ops.
func (sc *scenario) powerFails(t *testing.T, random *rand.Rand, first *node, ops []op, from, step int) (points int) {
	count := 0
	for n := from; n <= len(ops); n++ {
		p := pull(first, ops[:n])
		for _, part := range losses(p.pending, random, 6) {
			if count++; count%step != 0 {
				continue
			}
			sc.wipe(t)
			p.disk(part).build(t, sc.top)
			points++
			if n == len(ops) {
				// The run had said that it is done, so it is.
				if journal, _ := sc.pending(); journal || !sc.all(t, scenarioNew) {
					t.Errorf("the run was over, and the files are %q", sc.state(t))
				}
			}
			sc.next(t)
			if t.Failed() {
				var lines []string
				for _, i := range p.pending {
					lines = append(lines, fmt.Sprint(i, " ", p.ops[i].text, []string{" lost", " torn", " done"}[part[i]]))
				}
				t.Fatalf("power fails after %d of %d ops; of those not durable:\n%s", n, len(ops), strings.Join(lines, "\n"))
			}
		}
	}
	return points
}

func TestPowerFailsAtEveryMoment(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		first, f, r := sc.record(t)
		_, err := sc.attempt(t, f)
		check(t, err)
		t.Logf("%d disks", sc.powerFails(t, rand.New(rand.NewPCG(1, 2)), first, r.ops, 0, sc.every(5, 41, 131)))
	})
}

// A run is killed, power fails in the one that recovers: what the first has not
// synced may be lost even then.
func TestPowerFailsDuringRecovery(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		random := rand.New(rand.NewPCG(3, 4))
		points, some := 0, sc.every(5, 31, 97)
		length := sc.length(t)
		for n := some / 2; n < length; n += some {
			first, f, r := sc.record(t)
			f.at, f.fault = n, kills[n/some%3]
			sc.attempt(t, f)
			from := len(r.ops)
			g := sc.disk()
			g.real = r
			_, err := sc.attempt(t, g)
			check(t, err)
			points += sc.powerFails(t, random, first, r.ops, from, sc.every(61, 199, 397))
			sc.reset(t)
		}
		t.Logf("%d disks", points)
	})
}

// A run is killed at one of its first calls, before what it made was durable;
// power fails in the next one, which finds the state directory there.
func TestPowerFailsAfterAnEarlyKill(t *testing.T) {
	sc := newScenario(t)
	sc.simple = true
	for n := range 6 {
		for _, kill := range []fault{kills[0], kills[2]} {
			sc.reset(t)
			first, f, r := sc.record(t)
			f.at, f.fault = n, kill
			sc.attempt(t, f)
			from := len(r.ops)
			g := sc.disk()
			g.real = r
			_, err := sc.attempt(t, g)
			check(t, err)
			sc.powerFails(t, rand.New(rand.NewPCG(5, 6)), first, r.ops, from, every(7, 331))
		}
	}
}

// Power fails during a rollback: the next run finds it done or not begun.
func TestPowerFailsDuringRollback(t *testing.T) {
	sc := newScenario(t)
	_, err := sc.attempt(t, sc.disk())
	check(t, err)
	first, f, r := sc.record(t)
	h := sc.open(t, f)
	h.options.FollowLinks = true // for the file outside; the recovery below does without
	_, err = h.Rollback(context.Background(), TransactOptions{}, "")
	check(t, err)
	h.Close()
	if !sc.all(t, scenarioOld) {
		t.Fatalf("it is not rolled back: %q", sc.state(t))
	}
	sc.orders(t, first, r.ops, every(2, 23), func() {
		h := sc.open(t, sc.disk())
		defer h.Close()
		_, err := h.Transact(context.Background(), TransactOptions{}, noChange)
		check(t, err)
		if !sc.all(t, scenarioOld) && !sc.all(t, scenarioNew) {
			t.Errorf("a mixture: %q", sc.state(t))
		}
		sc.clean(t)
	})
}

// Power fails while a single file is changed.
func TestPowerFailsOnAFile(t *testing.T) {
	for _, mounted := range []bool{false, true} {
		sc := &scenario{top: inMemory(t)}
		const before, after = "127.0.0.1 localhost\n", "192.0.2.1 db\n127.0.0.1 localhost\n"
		name := filepath.Join(sc.top, "etc", "hosts")
		put(t, sc.top, map[string]string{"etc/hosts": before, "etc/passwd": "neighbour"})
		transact := func(d disk, plan func([]byte) ([]byte, error)) {
			t.Helper()
			file, err := OpenFile(name)
			check(t, err)
			defer file.Close()
			f := newFaulty()
			if f.real = d; mounted {
				f.mounted = map[string]bool{"./hosts": true}
			}
			file.folder.disk = f
			_, err = file.Transact(context.Background(), TransactOptions{}, plan)
			check(t, err)
		}
		first := newRecorder(t, sc.top, nil).root
		r := newRecorder(t, sc.top, osDisk{})
		r.base = "etc"
		transact(r, becomes(after))
		sc.orders(t, first, r.ops, every(1, 3), func() {
			transact(osDisk{}, func(old []byte) ([]byte, error) { return old, nil })
			data, err := os.ReadFile(name)
			check(t, err)
			list, err := os.ReadDir(filepath.Dir(name))
			check(t, err)
			if text := string(data); text != before && text != after || len(list) != 2 {
				t.Errorf("mounted: %v: the file holds %q; there is %v", mounted, text, list)
			}
		})
	}
}

// orders makes up the disks that a power failure can leave at any moment of a
// run, and calls next on each.
func (sc *scenario) orders(t *testing.T, first *node, ops []op, step int, next func()) {
	t.Helper()
	random, count, points := rand.New(rand.NewPCG(7, 8)), 0, 0
	for n := range len(ops) + 1 {
		p := pull(first, ops[:n])
		for _, part := range losses(p.pending, random, 6) {
			if count++; count%step != 0 {
				continue
			}
			sc.wipe(t)
			p.disk(part).build(t, sc.top)
			points++
			if next(); t.Failed() {
				t.Fatalf("power failed after %d of %d ops, %v", n, len(ops), part)
			}
		}
	}
	t.Logf("%d disks", points)
}

// record returns the disk as it is, one to run on, and the recorder beneath it.
func (sc *scenario) record(t *testing.T) (*node, *faulty, *recorder) {
	t.Helper()
	r := newRecorder(t, sc.top, osDisk{})
	f := sc.disk()
	f.real = r
	return newRecorder(t, sc.top, nil).root, f, r
}
