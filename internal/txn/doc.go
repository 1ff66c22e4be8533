// Package txn changes several files of a root folder all or none. It knows
// nothing of what the files mean: the folder may be a server's home, or any
// other. A [File] is a single file that is changed by the same steps.
//
// # What it promises
//
// A [Folder.Transact] changes every file of its plan or none. After SIGKILL, a
// power failure, a full or a broken disk, a missing permission or a competing
// process at any moment, the next run finds every file as it was before or as
// it was planned, never torn, brings all of them to what they were before, says
// so ([Outcome].Recovered), and goes on. A run that has nothing to do, and finds
// nothing to recover, writes nothing: no lock, no folder, no time of change. A
// run that fails leaves nothing. One that is told to stop (its context is done)
// fails, and rolls back what it has begun. Files keep mode, owner, extended
// attributes and access control lists, but for what is bound to the content
// (security.ima, security.evm, security.capability); symbolic links stay links.
// What others write to a file meanwhile is not lost. No file is read before its
// size is known to be within bounds.
//
// # The transaction, step by step
//
// State is kept in .ispatch, a folder of mode 0700 in the root folder. The
// journal is one file there, whose name and phase say what to do; it is always replaced as
// a whole, by renaming one that is synced. "Beside" is a hidden file in the
// target's own folder, .ispatch-<transaction>-<n>, that the server reads
// neither as a datasource file nor as a library. If the process dies, or the
// power fails, after a step, this is what is on disk then and what the next run
// does:
//
//	step                                   on disk                              the next run
//	 1 plan, without the lock              as before                            starts over
//	 2 make .ispatch, sync the folder it   .ispatch with a free lock            starts over
//	   is in, take the lock
//	 3 recover what an earlier run left    see there                            recovers
//	 4 plan again; read and compare        as before                            starts over
//	 5 write journal, phase prepare;       journal: names all that will be      removes what it names,
//	   sync                                made; targets untouched              then the journal
//	 6 copy the originals, with a          and backups/<id>                     the same
//	   manifest, to backups/<id>; sync
//	 7 make new folders; write each new    and folders and files beside         the same
//	   file beside its target, owner,
//	   mode, attributes; sync both
//	 8 write journal, phase swap; sync     all new files whole and durable      the same
//	 9 exchange each with its target,      each target old or new; beside a     exchanges back those that
//	   and look at what came out           new one is the old one               are new, looks at what
//	                                                                            comes out; then as above
//	10 write the new bytes to .ispatch if  those old, or any mixture of old     writes the copy over them,
//	   they are not beside; mark in the    and new                              whatever they hold; then
//	   journal the targets that can't be                                        as above
//	   renamed over; sync; write these in
//	   place; sync
//	11 sync the folders; look again        all new and durable                  rolls all back, as above
//	12 rename journal to journal.keep      decided                              removes the old files
//	   (journal.drop without a backup);                                         beside, then the journal
//	   sync
//	13 remove the old files beside; sync   decided                              the same
//	14 remove journal.keep                 done                                 starts over
//	15 prune the backups                   done                                 prunes when it changes
//	                                                                            something
//
// Step 12 is the moment of decision. A failure in steps 5 to 11 makes the run
// itself do what the next one would do, and fail; a failure from step 12 on is a
// warning. What rolling back does about a target is the table in remedy.go.
// Rolling back ends in the same way: once every target is as it was and synced,
// and what is beside is removed and synced, the journal becomes journal.drop;
// then the folders made and the copies go, then journal.drop. It can be
// interrupted anywhere and begun again, since each step looks at what is there:
// a target's content shows that it is old or new, and what is beside a new one
// is what was swapped out.
//
// A file that is to go is renamed to its name beside in step 9, one that is new
// is renamed from it, to a name that must be free. Where kernel or file system
// have no exchange, the target is compared and then renamed over; rolling back
// then makes it again from its copy. A target is written in place, in step 10,
// where it is a mount point (EBUSY), where its folder is not writable, or where
// a new file could not be given its owner or attributes. The copies of the
// originals are made even if no backup is to be kept.
//
// # Edits by others
//
// A target that holds anything but what was planned from, when it is read in
// step 4, when it comes out in step 9, before and after step 10, or when what
// came out is read again in step 11, was edited by someone else. The edit is put
// back, the rest rolled back, and the run fails with [ErrEdited]. After an
// interrupted run, a target that is neither old nor new is left, the rest rolled
// back, the backup kept, and the error says where it is; the run after that goes
// on. What is found in a half-written file, or written to a swapped-out one by a
// program that still had it open, is kept in .ispatch/found, and a warning says
// so.
//
// # Whom it believes
//
// A journal counts if it was written under the path that the folder has now
// (another machine, a restored disk, a new container), or in the very same
// directory (renamed, or mounted elsewhere). In a copy of a folder it has neither
// path nor directory; it is refused, with what to do. One that is damaged, or of
// a later version, is refused too. Nothing is guessed. Paths in journals and
// manifests are checked as those of a plan are.
//
// The folder often belongs to a server's user while root runs this program, and
// sometimes each in turn. A run follows its own records, and root's. A journal of
// another user is refused: that user can recover from it. A backup of another
// user leads to no more than that user could do: the contents of regular files
// that are his and have no other name, files made or removed in folders that are
// his; never an owner, a set-id bit or an attribute, and never a file outside. A
// target's owner, mode and attributes come from the file on disk. A file that has
// other names is never written in place.
//
// Where root runs in the folder of another, the state directory, the lock, the
// backups, and files and folders that are new belong to the folder's owner. The
// copies of the originals belong to whom the original belongs to. A manifest
// belongs to the folder's owner where everything in it is his, else to whoever
// wrote it, and he can read it.
//
// Everything is done by a single name in an open directory, the lock and the
// journal too, so that no link put in the way is followed. Root never puts
// content of another into a file of root's that the other could rename.
//
// # Backups
//
// Of each path the first backup stays, the file as it was delivered; of the
// others those of the last ten runs. What a rollback keeps of its own pushes none
// out. Rolling back to any backup that is there brings back what was before it;
// going back step by step ends where backups were pruned in between.
//
// # Readers
//
// Reading takes no lock. [Folder.Stable] reads again where a run was at work.
//
// # What it does not promise
//
//   - While a run is at work, another program may see some files old and some
//     new, and one written in place half written. Stop the server first.
//   - An edit is lost that is made to a target written in place between the last
//     comparison and the last byte, to one renamed over for want of an exchange
//     between the two calls, or to a swapped-out file, by a program that had it
//     open, between the last look at it and its removal, or ever after.
//   - A target with several hard links is replaced under one name; a warning
//     says that the others keep the old file.
//   - Reads are confined to the folder by os.Root and no step of a path is
//     followed if it is a link when it is opened; a link put in the way of a file
//     outside the folder, in a folder above it, between the check and the use, is.
//   - A file system that loses what was synced loses files.
//   - Elsewhere than on Linux there is no exchange, and extended attributes and
//     access control lists are not kept. On Windows owners are not kept either,
//     a folder can't be synced, nothing is written in place, and an open file
//     can't be replaced.
package txn
