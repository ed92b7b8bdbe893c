const PITCH_HZ = 660;
const LENGTH_S = 0.12;
const LOUDNESS = 0.06;

let audio: AudioContext | undefined;

/** Short and quiet; a browser that allows no sound before the first click stays silent. */
export function ring(): void {
  try {
    audio ??= new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = PITCH_HZ;
    volume.gain.setValueAtTime(LOUDNESS, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + LENGTH_S);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + LENGTH_S);
  } catch {
    // The visible bell has been shown.
  }
}
