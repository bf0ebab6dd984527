package store

import "github.com/relais-directory/relais/data/bilingual"

// lookInto is what to do about an audit that is not what it was.
var lookInto = bilingual.Text{
	En: "nothing was changed; keep the folder as it is for whoever looks into it; if you have restored a backup yourself, say so: relais audit restored --reason '…'",
	Fr: "rien n’a été modifié; gardez le dossier tel quel pour la personne qui l’examinera; si vous avez vous-même restauré une sauvegarde, dites-le : relais audit restored --reason '…'",
}

func problemRolledBack(missing uint64) error {
	return &bilingual.Problem{
		Kind: bilingual.Damaged, Code: "audit_rolled_back", Hint: lookInto,
		Message: bilingual.Textf(
			"this directory is an older copy of itself, or was cut: it lacks audit entries that it had at its last checkpoint (%d or more)",
			"ce répertoire est une copie antérieure de lui-même, ou a été tronqué : il lui manque des entrées d’audit qu’il avait à son dernier point de contrôle (%d ou plus)", missing),
	}
}

func problemForked() error {
	return &bilingual.Problem{
		Kind: bilingual.Damaged, Code: "audit_forked", Hint: lookInto,
		Message: bilingual.Text{
			En: "the audit of this directory does not go on from its last checkpoint: entries were rewritten, or an older copy was put in its place and then changed",
			Fr: "le journal d’audit de ce répertoire ne prolonge pas son dernier point de contrôle : des entrées ont été réécrites, ou une copie antérieure a été mise à sa place, puis modifiée",
		},
	}
}

func problemOutside(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Damaged, Code: "audit_outside", Hint: lookInto, Cause: cause,
		Message: bilingual.Text{
			En: "the checkpoint beside the keys of this directory is not one that its key has signed",
			Fr: "le point de contrôle gardé avec les clés de ce répertoire n’a pas été signé par sa clé",
		},
	}
}

func problemUnsigned(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "audit_unsigned", Cause: cause,
		Message: bilingual.Text{
			En: "checkpoints of the audit cannot be signed here: their key is not there, or is another",
			Fr: "les points de contrôle de l’audit ne peuvent pas être signés ici : leur clé est absente, ou c’en est une autre",
		},
		Hint: bilingual.Text{
			En: "put the file ….audit back beside the other keys of the directory; without it, nothing else is lost",
			Fr: "remettez le fichier ….audit avec les autres clés du répertoire; sans lui, rien d’autre n’est perdu",
		},
	}
}

func problemNotOutside(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "audit_not_outside", Cause: cause,
		Message: bilingual.Text{
			En: "the last checkpoint could not be written beside the keys; it is kept in the directory alone",
			Fr: "le dernier point de contrôle n’a pas pu être écrit avec les clés; il n’est gardé que dans le répertoire",
		},
		Hint: bilingual.Text{En: "let this account write into the folder of the keys", Fr: "laissez ce compte écrire dans le dossier des clés"},
	}
}

func problemNoCopy() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "audit_no_copy",
		Message: bilingual.Text{
			En: "this directory goes on from its last checkpoint: there is nothing to accept",
			Fr: "ce répertoire prolonge son dernier point de contrôle : il n’y a rien à accepter",
		},
		Hint: bilingual.Text{En: "nothing was changed", Fr: "rien n’a été modifié"},
	}
}

func problemNoEntry() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "audit_entry_absent",
		Message: bilingual.Text{En: "there is no audit entry with this number", Fr: "aucune entrée d’audit ne porte ce numéro"},
		Hint:    bilingual.Text{En: "see: relais audit list", Fr: "voyez : relais audit list"},
	}
}

func problemNoCheckpoint(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "checkpoint_unreadable", Cause: cause,
		Message: bilingual.Text{
			En: "this is not a checkpoint of this directory’s audit",
			Fr: "ce n’est pas un point de contrôle de l’audit de ce répertoire",
		},
		Hint: bilingual.Text{
			En: "give the file as “relais audit checkpoint” wrote it, of this directory",
			Fr: "donnez le fichier tel que « relais audit checkpoint » l’a écrit, pour ce répertoire",
		},
	}
}
