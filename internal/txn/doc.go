// Package txn changes several files below a root folder, all or none. It does
// not know what the files mean: the folder may be a server's home or any other.
// A [File] is a single file that is changed by the same steps.
//
// # What it promises
//
// A [Folder.Transact] changes every file of its plan or none. After SIGKILL, a
// power failure, a full or broken disk, a missing permission or a competing
// process at any moment, the next run finds each file as it was before or as it
// was planned, never torn. It restores all of them, says so
// ([Outcome].Recovered), and goes on. A run that has nothing to do, and nothing
// to recover, writes nothing: no lock, no folder, no modification time. A run
// that fails leaves nothing. A run whose context is done fails and rolls back
// what it began. Files keep mode, owner, extended attributes and access control
// lists, except attributes that depend on the content (security.ima,
// security.evm, security.capability); symbolic links stay links. What other
// programs write to a file meanwhile is not lost. No file is read before its
// size is known to be within limits.
//
// # The transaction, step by step
//
// State is kept in .ispatch, a folder of mode 0700 in the root folder. The
// journal is one file there, whose name and phase say what to do; it is always
// replaced as a whole, by renaming a synced file. "Beside" means a hidden file
// next to the target, .ispatch-<transaction>-<n>, which the server takes
// neither for a datasource file nor for a library. The table shows what is on
// disk if the process dies, or the power fails, after a step, and what the next
// run does then:
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
//	12 rename journal to journal.keep      committed                            removes the old files
//	   (journal.drop without a backup);                                         beside, then the journal
//	   sync
//	13 remove the old files beside; sync   committed                            the same
//	14 remove journal.keep                 done                                 starts over
//	15 prune the backups                   done                                 prunes when it changes
//	                                                                            something
//
// Step 12 is the commit. If a step from 5 to 11 fails, the run itself does what
// the next run would do, and fails; a failure from step 12 on is a warning. The
// table in remedy.go has what rolling back does with a target. Rolling back
// ends in the same way as a commit: once every target is restored and synced,
// and the files beside are removed and synced, the journal becomes
// journal.drop; then the new folders and the copies are removed, then
// journal.drop. It can be interrupted anywhere and started again, because each
// step checks what is there: a target's content shows whether it is old or new,
// and the file beside a new one is what was swapped out.
//
// In step 9, a file to remove is renamed to its name beside, and a new file is
// renamed from it, to a name that must be free. If the kernel or the file
// system has no exchange, the target is compared and then renamed over; rolling
// back then restores it from its copy. A target is written in place, in step
// 10, if it is a mount point (EBUSY), if its folder is not writable, or if a
// new file could not get its owner or attributes. The originals are copied even
// if no backup is to be kept.
//
// # Edits by others
//
// A target was edited by someone else if its content is not what the plan was
// made from: when it is read in step 4, when it comes out in step 9, before and
// after step 10, or when what came out is read again in step 11. The edit is
// restored, the rest is rolled back, and the run fails with [errEdited]. After
// an interrupted run, a target that is neither old nor new stays as it is, the
// rest is rolled back, the backup is kept, and the error says where it is; the
// run after that goes on. What is found in a half-written file, or was written
// to a swapped-out one by a program that still had it open, is kept in
// .ispatch/found, with a warning.
//
// # Which records it trusts
//
// A journal counts if it was written under the path that the folder has now (on
// another machine, a restored disk, in a new container), or in the very same
// directory (now renamed, or mounted elsewhere). In a copy of a folder, neither
// is true; the journal is refused, with a hint. A damaged journal,
// or one of a later version, is refused too. Nothing is guessed. Paths in
// journals and manifests are checked like those of a plan.
//
// The folder often belongs to a server's user while root runs this program, and
// sometimes they take turns. A run trusts its own records, and root's. Another
// user's journal is refused: that user can recover from it. Another user's
// backup allows no more than that user could do: restore the contents of
// regular files that the user owns and that have no other names, and create or
// remove files in folders that the user owns; never set an owner, a set-id bit
// or an attribute, and never change a file outside. A target's owner, mode and
// attributes come from the file on disk. A file with other names is never
// written in place.
//
// If root runs in another user's folder, the state directory, the lock, the
// backups, and new files and folders belong to the folder's owner. The copies
// of the originals belong to the owners of the originals. A manifest belongs to
// the folder's owner if everything in it does; otherwise it belongs to the user
// who wrote it, and the folder's owner can read it.
//
// Everything, including lock and journal, is done with a single name in an open
// directory, so that no link put in the way is followed. Root never puts
// another user's content into a file owned by root that the other user could
// rename.
//
// # Backups
//
// The backups of the last ten runs are kept, and of each path the first one, the
// file as it was delivered. Backups made by rollbacks do not push others out.
// Rolling back to any backup that exists restores the state before it; going
// back step by step ends where backups between were pruned.
//
// # Readers
//
// Reading takes no lock. [Folder.Stable] reads again if a run was active
// meanwhile.
//
// # What it does not promise
//
//   - During a run, another program may see some files old and some new, and a
//     file written in place half written. Stop the server first.
//   - An edit is lost if it is made to a target written in place between the last
//     comparison and the last byte; to a target renamed over for lack of an
//     exchange, between the two calls; or to a swapped-out file that a program
//     still has open, after the last check before its removal.
//   - A target with several hard links is replaced under one name; a warning
//     says that the others keep the old file.
//   - Reads are confined to the folder by os.Root, and no step of a path that is
//     a link when it is opened is followed. For a file outside the folder, a link
//     put into a folder above it between check and use is followed.
//   - A file system that loses synced data loses files.
//   - Systems other than Linux have no exchange, and extended attributes and
//     access control lists are not kept there. On Windows owners are not kept
//     either, a folder can't be synced, nothing is written in place, and an open
//     file can't be replaced.
package txn
