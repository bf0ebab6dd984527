package local

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/bundle"
)

// Client is a Directory that another process holds.
type Client struct {
	http *http.Client
}

var _ Directory = (*Client)(nil)

// Dial finds the server that holds the directory in the folder dir; nil without an
// error says that there is none. A server that does not work for this account is
// a bilingual.Problem of kind NotAllowed.
func Dial(ctx context.Context, dir string) (*Client, error) {
	c, err := dial(ctx, dir)
	switch {
	case nobody(err):
		return nil, nil
	case errors.Is(err, fs.ErrPermission):
		return nil, problemForeign()
	case err != nil:
		if _, ok := bilingual.AsProblem(err); ok {
			return nil, err
		}
		return nil, problemPath(dir, err)
	}
	_ = c.Close() // it has shown that somebody is there
	connect := func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx, dir) }
	return &Client{&http.Client{Transport: &http.Transport{DialContext: connect, DisableCompression: true}}}, nil
}

// Close lets go of the connections.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

// ask makes one call. File follows the parameters, out gets what is written on
// the other side; each may be nil.
func ask[R any](ctx context.Context, c *Client, name string, p any, file io.Reader, out io.Writer, progress relais.Progress) (result R, err error) {
	line, err := parameters(p)
	if err != nil {
		return result, err
	}
	body := io.Reader(bytes.NewReader(line))
	if file != nil {
		body = io.MultiReader(body, file)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://relais"+version+name, body)
	if err != nil {
		return result, err
	}
	answer, err := c.http.Do(request)
	if err != nil {
		if inner, ok := errors.AsType[*url.Error](err); ok {
			err = inner.Err // the rest of its words are ours
		}
		return result, problemCutOff(err)
	}
	defer func() { _ = answer.Body.Close() }() // it was read to its last frame
	return receive[R](answer.Body, out, progress)
}

func (c *Client) words(ctx context.Context, name string, p asked, out io.Writer) error {
	_, err := ask[none](ctx, c, name, p, nil, out, nil)
	return err
}

// Search implements Directory.
func (c *Client) Search(ctx context.Context, v Voice, q Question, out io.Writer) error {
	return c.words(ctx, "search", asked{Voice: v, Question: q}, out)
}

// Plan implements Directory.
func (c *Client) Plan(ctx context.Context, v Voice, q Question, out io.Writer) error {
	return c.words(ctx, "plan", asked{Voice: v, Question: q}, out)
}

// Explain implements Directory.
func (c *Client) Explain(ctx context.Context, v Voice, listing string, q Question, out io.Writer) error {
	return c.words(ctx, "explain", asked{v, q, listing}, out)
}

// Jurisdiction implements Directory.
func (c *Client) Jurisdiction(ctx context.Context, v Voice, q Question, out io.Writer) error {
	return c.words(ctx, "jurisdiction", asked{Voice: v, Question: q}, out)
}

// Show implements Directory.
func (c *Client) Show(ctx context.Context, v Voice, listing string, staff bool, out io.Writer) error {
	return c.words(ctx, "show", asked{v, Question{Staff: staff}, listing}, out)
}

// Stats implements Directory.
func (c *Client) Stats(ctx context.Context) (relais.Stats, error) {
	return ask[relais.Stats](ctx, c, "stats", none{}, nil, nil, nil)
}

// Where implements Directory.
func (c *Client) Where(ctx context.Context) (Where, error) {
	w, err := ask[Where](ctx, c, "where", none{}, nil, nil, nil)
	w.Served = true
	return w, err
}

// Holds implements Directory.
func (c *Client) Holds(ctx context.Context, path string) (bool, error) {
	return ask[bool](ctx, c, "holds", path, nil, nil, nil)
}

// Check implements Directory.
func (c *Client) Check(ctx context.Context, progress func(done, total int)) (Checked, error) {
	return ask[Checked](ctx, c, "check", none{}, nil, nil, phaseless(progress))
}

// Reveal implements Directory.
func (c *Client) Reveal(ctx context.Context, listing, reason string) (relais.Revealed, error) {
	return ask[relais.Revealed](ctx, c, "reveal", revealing{listing, reason}, nil, nil, nil)
}

// SetCapacity implements Directory.
func (c *Client) SetCapacity(ctx context.Context, l Learned) (Recorded, error) {
	return ask[Recorded](ctx, c, "capacity", l, nil, nil, nil)
}

// Feed implements Directory.
func (c *Client) Feed(ctx context.Context, f Feeding, file io.Reader, progress relais.Progress) (relais.Fed, error) {
	return ask[relais.Fed](ctx, c, "capacity/feed", f, file, nil, progress)
}

// Export implements Directory.
func (c *Client) Export(ctx context.Context, e Exporting, out io.Writer) (int, error) {
	return ask[int](ctx, c, "export", e, nil, out, nil)
}

// Publish implements Directory.
func (c *Client) Publish(ctx context.Context, out io.Writer) (bundle.Info, error) {
	return ask[bundle.Info](ctx, c, "publish", none{}, nil, out, nil)
}
