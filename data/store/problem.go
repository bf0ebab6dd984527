package store

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/relais-directory/relais/data/bilingual"
)

// ErrUnknownOutcome is in the chain of the Problem that Apply and Reveal give
// when the disk failed at the moment that decides.
var ErrUnknownOutcome = errors.New("the outcome of a change is unknown")

// ErrUnwritable is in the chain of the Problem that Open gives for a store that
// can be read and not written; with Options.ReadOnly it opens.
var ErrUnwritable = errors.New("the store can be read and not written")

// CodeMoved is the code of the Problem that Apply gives when the directory has
// moved on from Batch.Expect.
const CodeMoved = "generation_moved"

var restore = bilingual.Text{
	En: "nothing was changed; restore the directory from a backup, and keep this file for whoever looks into it",
	Fr: "rien n’a été modifié; restaurez le répertoire à partir d’une sauvegarde et gardez ce fichier pour la personne qui l’examinera",
}

func damaged(code string, message bilingual.Text, cause error) error {
	return &bilingual.Problem{Kind: bilingual.Damaged, Code: code, Message: message, Hint: restore, Cause: cause}
}

// orDamaged makes errors from below into a Problem, and leaves what is one.
func orDamaged(err error) error {
	if _, ok := bilingual.AsProblem(err); ok || err == nil || errors.Is(err, errEnded) {
		return err
	}
	return problemPages(err)
}

func problemAbsent(dir string) error {
	if _, err := os.Lstat(filepath.Join(dir, NameFile)); err == nil {
		return problemGone(dir)
	}
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "store_absent", Read: dir,
		Message: bilingual.Text{En: "there is no directory in this folder", Fr: "il n’y a pas de répertoire dans ce dossier"},
		Hint: bilingual.Text{
			En: "give the folder of an existing one, or make one with “relais init” or “relais demo”",
			Fr: "donnez le dossier d’un répertoire existant, ou créez-en un avec « relais init » ou « relais demo »",
		},
	}
}

func problemGone(dir string) error {
	return &bilingual.Problem{
		Kind: bilingual.Damaged, Code: "store_gone", Read: dir,
		Message: bilingual.Text{
			En: "the file of this directory is gone; only its name is left",
			Fr: "le fichier de ce répertoire a disparu; seul son nom est resté",
		},
		Hint: bilingual.Text{
			En: "nothing was changed; restore relais.db from a backup; only if you mean to begin a new, empty directory here, remove relais.id first: it says which key opens the backups of the old one",
			Fr: "rien n’a été modifié; restaurez relais.db à partir d’une sauvegarde; seulement si vous voulez commencer ici un nouveau répertoire vide, supprimez d’abord relais.id : il indique quelle clé ouvre les sauvegardes de l’ancien",
		},
	}
}

func problemExists(dir string) error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "store_exists", Read: dir,
		Message: bilingual.Text{En: "there is a directory in this folder already", Fr: "il y a déjà un répertoire dans ce dossier"},
		Hint: bilingual.Text{
			En: "nothing was changed; use it as it is, or give another folder",
			Fr: "rien n’a été modifié; utilisez-le tel quel, ou donnez un autre dossier",
		},
	}
}

func problemLocked() error {
	return &bilingual.Problem{
		Kind: bilingual.Locked, Code: "store_locked",
		Message: bilingual.Text{En: "another program is using this directory", Fr: "un autre programme utilise ce répertoire"},
		Hint: bilingual.Text{
			En: "wait until it is done or stop it, then try again",
			Fr: "attendez qu’il ait terminé ou arrêtez-le, puis réessayez",
		},
	}
}

func problemPermission(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "store_permission", Cause: cause,
		Message: bilingual.Text{En: "this account may not open the directory’s file", Fr: "ce compte n’a pas le droit d’ouvrir le fichier du répertoire"},
		Hint: bilingual.Text{
			En: "use the account that made the directory, which alone may read and write it",
			Fr: "utilisez le compte qui a créé le répertoire : lui seul peut le lire et y écrire",
		},
	}
}

func problemUnwritable(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "store_unwritable", Cause: errors.Join(ErrUnwritable, cause),
		Message: bilingual.Text{
			En: "this directory can be read from here and not changed",
			Fr: "d’ici, on peut lire ce répertoire, mais pas le modifier",
		},
		Hint: bilingual.Text{
			En: "nothing was changed; to change it, use the account that made it, on a disk that takes writes",
			Fr: "rien n’a été modifié; pour le modifier, utilisez le compte qui l’a créé, sur un disque où l’on peut écrire",
		},
	}
}

func problemReadOnly() error {
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "store_read_only",
		Message: bilingual.Text{
			En: "this directory was opened to be read only, and this would have to be written into it",
			Fr: "ce répertoire a été ouvert en lecture seule, et ceci devrait y être consigné",
		},
		Hint: bilingual.Text{
			En: "nothing was changed; use the account that made the directory, on a disk that takes writes",
			Fr: "rien n’a été modifié; utilisez le compte qui a créé le répertoire, sur un disque où l’on peut écrire",
		},
	}
}

func problemEmpty() error {
	return damaged("store_empty", bilingual.Text{
		En: "the file of this directory is empty: everything in it is gone",
		Fr: "le fichier de ce répertoire est vide : tout ce qu’il contenait a disparu",
	}, nil)
}

func problemCut() error {
	return damaged("store_cut", bilingual.Text{
		En: "the file of this directory was cut off: its end is missing",
		Fr: "le fichier de ce répertoire a été coupé : sa fin manque",
	}, nil)
}

func problemMeta() error {
	return damaged("store_meta", bilingual.Text{
		En: "the beginning of this directory’s file is damaged, so its last changes might be missing",
		Fr: "le début du fichier de ce répertoire est endommagé : ses derniers changements pourraient manquer",
	}, nil)
}

func problemPages(cause error) error {
	return damaged("store_damaged", bilingual.Text{
		En: "the file of this directory is damaged",
		Fr: "le fichier de ce répertoire est endommagé",
	}, cause)
}

func problemState(cause error) error {
	return damaged("store_state", bilingual.Text{
		En: "the sealed summary of this directory is damaged, so nobody can tell whether it is whole",
		Fr: "le sommaire scellé de ce répertoire est endommagé : on ne peut plus savoir s’il est complet",
	}, cause)
}

func problemHidden() error {
	return damaged("store_incomplete", bilingual.Text{
		En: "this directory is damaged: it does not hold what its sealed summary says",
		Fr: "ce répertoire est endommagé : il ne contient pas ce qu’indique son sommaire scellé",
	}, nil)
}

func problemNoLog() error {
	return damaged("log_absent", bilingual.Text{
		En: "the log of this directory is gone, and with it perhaps its last changes",
		Fr: "le journal des changements de ce répertoire a disparu, et peut-être ses derniers changements avec lui",
	}, nil)
}

func problemLog(cause error) error {
	return damaged("log_damaged", bilingual.Text{
		En: "the log with the last changes of this directory is damaged, or is not its own",
		Fr: "le journal des derniers changements de ce répertoire est endommagé, ou ce n’est pas le sien",
	}, cause)
}

func problemLogAhead() error {
	return &bilingual.Problem{
		Kind: bilingual.Damaged, Code: "log_ahead",
		Message: bilingual.Text{
			En: "this folder has a log with later changes than the directory’s file: an older copy of the file was put in its place",
			Fr: "ce dossier contient un journal de changements plus récents que le fichier du répertoire : une copie plus ancienne du fichier a pris sa place",
		},
		Hint: bilingual.Text{
			En: "nothing was changed; put the newer file back; only if you mean to go back to the older one, move the log (relais-….log) elsewhere, and keep it",
			Fr: "rien n’a été modifié; remettez le fichier plus récent; seulement si vous voulez revenir à l’ancien, déplacez le journal (relais-….log) ailleurs et gardez-le",
		},
	}
}

func problemRecord(cause error) error {
	return damaged("store_record", bilingual.Text{
		En: "a record of this directory cannot be read",
		Fr: "une fiche de ce répertoire est illisible",
	}, cause)
}

func problemAudit() error {
	return damaged("store_audit", bilingual.Text{
		En: "the audit of this directory has a gap or was altered",
		Fr: "le journal d’audit de ce répertoire a une lacune ou a été altéré",
	}, nil)
}

func problemForeign() error {
	p := &bilingual.Problem{
		Kind: bilingual.Damaged, Code: "store_foreign",
		Message: bilingual.Text{
			En: "the file in the directory’s place is something else: it was not made by Relais",
			Fr: "le fichier qui se trouve à la place du répertoire est autre chose : Relais ne l’a pas créé",
		},
		Hint: restore,
	}
	return p
}

func problemSwapped() error {
	return damaged("store_swapped", bilingual.Text{
		En: "the file in this folder belongs to another directory, or the folder’s name file was altered",
		Fr: "le fichier de ce dossier appartient à un autre répertoire, ou le fichier de nom du dossier a été altéré",
	}, nil)
}

func problemNewer() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "store_newer",
		Message: bilingual.Text{
			En: "this directory was made by a newer version of Relais than this one",
			Fr: "ce répertoire a été créé par une version de Relais plus récente que celle-ci",
		},
		Hint: bilingual.Text{
			En: "nothing was changed; upgrade this program: an older one would lose what it does not know",
			Fr: "rien n’a été modifié; mettez ce programme à niveau : une version plus ancienne perdrait ce qu’elle ne connaît pas",
		},
	}
}

func problemNoKeysDir(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "keys_folder_unknown", Cause: cause,
		Message: bilingual.Text{
			En: "it is not known where the keys of directories are: this account has no configuration folder",
			Fr: "on ne sait pas où sont les clés des répertoires : ce compte n’a pas de dossier de configuration",
		},
		Hint: bilingual.Text{
			En: "put the folder of the keys into the environment variable RELAIS_KEYS",
			Fr: "indiquez le dossier des clés dans la variable d’environnement RELAIS_KEYS",
		},
	}
}

func problemNoKey(path string) error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "key_absent", Read: path,
		Message: bilingual.Text{En: "the key of this directory is not where keys are kept", Fr: "la clé de ce répertoire n’est pas là où les clés sont conservées"},
		Hint: bilingual.Text{
			En: "bring the key back from its copy, or give the folder that has it in the environment variable RELAIS_KEYS",
			Fr: "remettez la clé à partir de sa copie, ou indiquez le dossier où elle se trouve dans la variable d’environnement RELAIS_KEYS",
		},
	}
}

func problemBadKey(path string, cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Damaged, Code: "key_damaged", Read: path, Cause: cause,
		Message: bilingual.Text{En: "the file of this key is damaged, or holds another key", Fr: "le fichier de cette clé est endommagé, ou contient une autre clé"},
		Hint: bilingual.Text{
			En: "nothing was changed; bring the key back from its copy",
			Fr: "rien n’a été modifié; remettez la clé à partir de sa copie",
		},
	}
}

func problemWrongKey(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Damaged, Code: "key_wrong", Cause: cause,
		Message: bilingual.Text{
			En: "the key does not open this directory: it is another one’s, or the directory’s identity is damaged",
			Fr: "la clé n’ouvre pas ce répertoire : c’est celle d’un autre, ou l’identité du répertoire est endommagée",
		},
		Hint: bilingual.Text{
			En: "nothing was changed; bring the key back from its copy, and if that does not help, restore the directory from a backup",
			Fr: "rien n’a été modifié; remettez la clé à partir de sa copie et, si cela ne suffit pas, restaurez le répertoire à partir d’une sauvegarde",
		},
	}
}

func problemNoRecord() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "record_absent",
		Message: bilingual.Text{En: "there is no record with this id", Fr: "aucune fiche ne porte cet identifiant"},
		Hint: bilingual.Text{
			En: "look for it by name with “relais search”; it may have been deleted",
			Fr: "cherchez-la par son nom avec « relais search »; elle a peut-être été supprimée",
		},
	}
}

func problemNoChange() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "change_absent",
		Message: bilingual.Text{En: "there has been no change with this number", Fr: "aucun changement ne porte ce numéro"},
		Hint:    bilingual.Text{En: "list the changes to find its number", Fr: "affichez la liste des changements pour trouver son numéro"},
	}
}

func problemMoved() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: CodeMoved,
		Message: bilingual.Text{En: "the directory has changed since this change was planned", Fr: "le répertoire a changé depuis que ce changement a été préparé"},
		Hint: bilingual.Text{
			En: "nothing was changed; plan again on what is there now, and look at the difference",
			Fr: "rien n’a été modifié; préparez-le de nouveau sur l’état actuel et regardez la différence",
		},
	}
}

func problemNoReason() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "reason_required",
		Message: bilingual.Text{En: "who asks and why are both needed: they are kept in the audit", Fr: "il faut dire qui demande et pourquoi : le journal d’audit garde les deux"},
		Hint:    bilingual.Text{En: "give the reason in a few words", Fr: "donnez la raison en quelques mots"},
	}
}

func problemTwice() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "record_twice",
		Message: bilingual.Text{En: "this change names the same record twice", Fr: "ce changement nomme deux fois la même fiche"},
		Hint: bilingual.Text{
			En: "nothing was changed; leave one of the two out",
			Fr: "rien n’a été modifié; retirez l’une des deux mentions",
		},
	}
}

func problemUnreadable(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "record_unreadable", Cause: cause,
		Message: bilingual.Text{En: "a record of this change could not be read again once it is stored", Fr: "une fiche de ce changement ne pourrait pas être relue une fois enregistrée"},
		Hint: bilingual.Text{
			En: "nothing was changed; correct the record, beginning with its id",
			Fr: "rien n’a été modifié; corrigez la fiche, en commençant par son identifiant",
		},
	}
}

func problemUnknownOutcome(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "outcome_unknown", Cause: errors.Join(ErrUnknownOutcome, cause),
		Message: bilingual.Text{
			En: "the disk failed while the change was being saved: it may have been saved or not",
			Fr: "le disque a fait défaut pendant l’enregistrement du changement : il est peut-être enregistré, peut-être pas",
		},
		Hint: bilingual.Text{
			En: "nothing more is saved until the directory is opened again; look at the disk and its free space, open the directory again, and ask for the outcome of this change before repeating it",
			Fr: "plus rien n’est enregistré tant que le répertoire n’a pas été rouvert; vérifiez le disque et l’espace libre, rouvrez le répertoire et demandez l’issue de ce changement avant de le refaire",
		},
	}
}

func problemStopped(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "store_stopped", Cause: cause,
		Message: bilingual.Text{
			En: "this directory is not being changed any more, because an earlier change failed in a way that nobody can judge from here",
			Fr: "ce répertoire n’est plus modifié, parce qu’un changement antérieur a échoué d’une façon qu’on ne peut pas juger d’ici",
		},
		Hint: bilingual.Text{
			En: "this change was not made; open the directory again, which looks at the whole file first",
			Fr: "ce changement n’a pas été fait; rouvrez le répertoire : tout le fichier est d’abord examiné",
		},
	}
}
